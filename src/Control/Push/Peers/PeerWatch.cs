using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Seawall.Control.Config;
using Seawall.Control.Config.Etcd;

namespace Seawall.Control.Push.Peers;

/// <summary>
/// Asks the other nodes who is at which revision there: every second, at once when a revision came, and every 100 ms while somebody there is behind, so that a
/// publisher that waits for all hears of the last one soon.
/// </summary>
internal sealed class PeerWatch(ClusterOptions cluster, IConfigStore store, PushOptions options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan _usual = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(100);
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
        var heardAt = time.GetTimestamp();
        while (true)
        {
            var view = await AskAsync(peer, stopping).ConfigureAwait(false);
            var now = time.GetTimestamp();
            heardAt = view is null ? heardAt : now;
            // Long after a node is gone nobody waits for those that were there.
            var last = view ?? (time.GetElapsedTime(heardAt, now) < options.ForgetAfter ? _seen.GetValueOrDefault(peer)?.View : null);
            ImmutableInterlocked.AddOrUpdate(ref _seen, peer, new PeerSeen(peer, last, view is not null), (_, _) => new PeerSeen(peer, last, view is not null));
            var revision = store.Current.Revision;
            var isBehind = view is not null && view.Instances.Any(instance => instance.Connected && (instance.Acked ?? 0) < revision);
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var pause = Task.Delay(isBehind ? _soon : _usual, time, wait.Token);
            if (await Task.WhenAny(pause, store.WaitPastAsync(revision, wait.Token)).ConfigureAwait(false) != pause)
                await Task.Delay(_soon, time, stopping).ConfigureAwait(false);
            await wait.CancelAsync().ConfigureAwait(false);
            stopping.ThrowIfCancellationRequested();
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
