using Seawall.Topology;

namespace Seawall.Watchdog;

/// <summary>The ways to ask a process whether it serves; each ends within its time.</summary>
internal static class Probes
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(3);

    private static readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectTimeout = _limit,
        AllowAutoRedirect = false,
        UseProxy = false,
    });

    public static async Task<ProbeResult> HttpAsync(Uri url, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_limit);
        try
        {
            using HttpResponseMessage response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? ProbeResult.Healthy : ProbeResult.Unwell;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return ProbeResult.Silent;
        }
    }

    public static async Task<ProbeResult> PostgresAsync(PostgresInstance instance, CancellationToken ct) =>
        await instance.AnswersAsync(ct).ConfigureAwait(false) ? ProbeResult.Healthy : ProbeResult.Silent;

    public static async Task<ProbeResult> RedisAsync(RedisInstance instance, CancellationToken ct) =>
        await instance.AnswersAsync(ct).ConfigureAwait(false) ? ProbeResult.Healthy : ProbeResult.Silent;
}
