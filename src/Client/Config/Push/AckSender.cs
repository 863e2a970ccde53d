using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Seawall.Client.Hosting;

namespace Seawall.Client.Config.Push;

/// <summary>
/// Tells the config center what was applied, behind the applying: only the newest is worth telling. One that cannot be told is told by the next stream, which
/// begins with what stands.
/// </summary>
internal sealed class AckSender(SeawallServiceOptions service, HttpClient http, TimeProvider time) : BackgroundService
{
    public const string RevisionHeader = "Seawall-Config-Revision";
    private const int Attempts = 3;
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(2);

    private readonly Channel<(Uri Node, byte[] Body)> _newest = Channel.CreateBounded<(Uri, byte[])>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Send(Uri node, ConfigSnapshot applied, IReadOnlyList<string> faults) =>
        _newest.Writer.TryWrite((node, Body(service.Name, service.Instance, applied, faults)));

    /// <summary>The body of an acknowledgement.</summary>
    internal static byte[] Body(string service, string instance, ConfigSnapshot applied, IReadOnlyList<string> faults) => JsonSerializer.SerializeToUtf8Bytes(
        new { service, instance, revision = applied.Revision, digest = ConfigWire.Hex(applied.Digest), faults }, JsonSerializerOptions.Web);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var (node, body) in _newest.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
            {
                for (var attempt = 1; attempt <= Attempts && _newest.Reader.Count == 0 && !await TellAsync(node, body, stoppingToken).ConfigureAwait(false); attempt++)
                    await Task.Delay(attempt * _timeout / 8, time, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task<bool> TellAsync(Uri node, byte[] body, CancellationToken stopping)
    {
        using var late = new CancellationTokenSource(_timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping);
        try
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var answer = await http.PostAsync(new Uri(node, "/config/ack"), content, either.Token).ConfigureAwait(false);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !stopping.IsCancellationRequested)
        {
            return false;
        }
    }
}
