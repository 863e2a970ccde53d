using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Control.Config.Replication;

namespace Seawall.Control.Config.Etcd;

/// <summary>
/// etcd's v3 API as JSON over HTTP (https://etcd.io/docs/v3.4/dev-guide/api_grpc_gateway/): one endpoint at a time, the next one when it does not answer. Keys and
/// values are base64, numbers of 64 bits are texts.
/// </summary>
/// <param name="endpoints">Such as <c>http://127.0.0.1:2379</c>; one or more.</param>
internal sealed class EtcdClient(IReadOnlyList<Uri> endpoints, TimeProvider time, HttpMessageHandler? handler = null) : IDisposable
{
    /// <summary>How long one endpoint has for an answer; after it the next is asked.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <summary>How long a call takes at most, all endpoints together.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(handler ?? new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(1),
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private volatile int _at;

    public void Dispose() => _http.Dispose();

    /// <summary>Calls one endpoint after the other until one answers or the limit is over.</summary>
    public async Task<EtcdAnswer> CallAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var perhaps = false;
        var why = "";
        for (var tries = 0; !limit.IsCancellationRequested; tries++)
        {
            var at = _at;
            var answer = await TryAsync(endpoints[at % endpoints.Count], path, bytes, either.Token).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (answer.Body is not null || answer.IsFinal)
                return answer with { Perhaps = perhaps || answer.Perhaps };
            (perhaps, why) = (perhaps || answer.Perhaps, answer.Why);
            _at = (at + 1) % endpoints.Count;
            // All were asked: a moment for the rest to agree on who leads.
            if (tries % endpoints.Count == endpoints.Count - 1 && !limit.IsCancellationRequested)
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken).ConfigureAwait(false);
        }
        return new EtcdAnswer(null, why, perhaps, IsFinal: false);
    }

    /// <summary>Reads a stream of answers, a line each, from the endpoint in use, until it ends. Throws <see cref="ConfigLogException"/> when it can't be opened or breaks.</summary>
    public async Task StreamAsync(string path, JsonObject body, Action<JsonNode> line, CancellationToken cancellationToken)
    {
        var at = _at;
        var endpoint = endpoints[at % endpoints.Count];
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, path)) { Content = Content(Encoding.UTF8.GetBytes(body.ToJsonString())) };
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            answer.EnsureSuccessStatusCode();
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
            while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } text)
            {
                // A stream stays at its endpoint while calls have left it: that one does not answer.
                if (JsonNode.Parse(text) is not { } node || node["error"] is not null)
                    throw new ConfigLogException($"{endpoint} ended the watch: {text}");
                line(node);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException and not ConfigLogException or JsonException)
        {
            _at = (at + 1) % endpoints.Count;
            throw new ConfigLogException($"{endpoint} can't be watched: {e.Message}", inner: e);
        }
    }

    private async Task<EtcdAnswer> TryAsync(Uri endpoint, string path, byte[] body, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            using var content = Content(body);
            using var answer = await _http.PostAsync(new Uri(endpoint, path), content, either.Token).ConfigureAwait(false);
            var text = await answer.Content.ReadAsStringAsync(either.Token).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? new EtcdAnswer(JsonNode.Parse(text), "", false, true) : EtcdAnswer.Refused(endpoint, text);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            return new EtcdAnswer(null, $"{endpoint}: {e.Message}", false, false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or JsonException)
        {
            return new EtcdAnswer(null, $"{endpoint}: {(e is OperationCanceledException ? "no answer" : e.Message)}", true, false);
        }
    }

    private static ByteArrayContent Content(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}

/// <summary>What etcd said.</summary>
/// <param name="Body">The answer; null when there is none.</param>
/// <param name="Why">What stood in the way.</param>
/// <param name="Perhaps">True when a try without an answer may have been done all the same.</param>
/// <param name="IsFinal">True when asking again or elsewhere changes nothing.</param>
internal sealed record EtcdAnswer(JsonNode? Body, string Why, bool Perhaps, bool IsFinal)
{
    // Refusals before anything is proposed to the members (etcd's api/v3rpc/rpctypes/error.go); any other failure may come after it.
    private static readonly string[] _final = ["request is too large", EtcdLog.TooLarge, "database space exceeded", "permission denied", "authentication", "user name is empty", "invalid auth token"];
    private static readonly string[] _unproposed = ["no leader", "proposal dropped", "too many requests"];

    public static EtcdAnswer Refused(Uri endpoint, string text)
    {
        var isFinal = _final.Any(text.Contains);
        return new EtcdAnswer(null, $"{endpoint}: {text}", !isFinal && !_unproposed.Any(text.Contains), isFinal);
    }
}
