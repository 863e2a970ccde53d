using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Seawall.Alerts;

namespace Seawall.Cli;

/// <summary>Hands signals to the control center, which has two seconds to take them.</summary>
internal sealed class SignalPost(IReadOnlyList<Uri> consoles, string token, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(2);
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>False when it did not take them, is not there, or said nothing in time.</summary>
    public async Task<bool> TryAsync(IReadOnlyList<AlertSignal> signals, CancellationToken ct)
    {
        // Of several nodes the one that leads takes them.
        foreach (Uri console in consoles)
        {
            if (await TryAsync(console, signals, ct).ConfigureAwait(false))
            {
                return true;
            }
        }
        return false;
    }

    private async Task<bool> TryAsync(Uri console, IReadOnlyList<AlertSignal> signals, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(_limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(console, "api/alerts/signals"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(signals, _json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }

    public void Dispose() => _http.Dispose();
}
