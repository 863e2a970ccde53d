using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Seawall.Control.Config.Etcd;

namespace Seawall.Control.Push.Peers;

/// <summary>
/// Asks the other nodes who is at which revision there: every second, and five times as often while somebody there is behind, so that a publisher that waits for all
/// hears of the last one soon.
/// </summary>
internal sealed class PeerWatch(ClusterOptions cluster, InstanceBook own, PushOptions options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan _usual = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = _patience, UseProxy = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null })
    {
        Timeout = _patience,
        DefaultRequestHeaders = { Authorization = options.ClientsToken is { Length: > 0 } token ? new AuthenticationHeaderValue("Bearer", token) : null },
    };

    private ImmutableDictionary<Uri, PeerSeen> _seen = ImmutableDictionary<Uri, PeerSeen>.Empty;

    /// <summary>What each node said last, and whether it answers now.</summary>
    public IReadOnlyCollection<PeerSeen> Seen => [.. _seen.Values];

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(cluster.Peers.Select(peer => FollowAsync(peer, stoppingToken))).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task FollowAsync(Uri peer, CancellationToken stopping)
    {
        while (true)
        {
            var view = await AskAsync(peer, stopping).ConfigureAwait(false);
            ImmutableInterlocked.AddOrUpdate(ref _seen, peer, _ => new PeerSeen(peer, view, view is not null), (_, former) => new PeerSeen(peer, view ?? former.View, view is not null));
            var isBehind = view is not null && view.Instances.Any(instance => instance.Connected && (instance.Acked ?? 0) < own.Revision);
            await Task.Delay(isBehind ? _soon : _usual, time, stopping).ConfigureAwait(false);
        }
    }

    private async Task<NodeView?> AskAsync(Uri peer, CancellationToken stopping)
    {
        try
        {
            return await _http.GetFromJsonAsync<NodeView>(new Uri(peer, "/config/node"), JsonSerializerOptions.Web, stopping).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            return null;
        }
    }
}

/// <summary>A node as it was seen last.</summary>
/// <param name="View">Null when it has never answered.</param>
/// <param name="Answers">False when it did not answer the last time.</param>
internal sealed record PeerSeen(Uri Address, NodeView? View, bool Answers);
