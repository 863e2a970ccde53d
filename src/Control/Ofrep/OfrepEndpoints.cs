using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Net;
using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seawall.Client.Switches.Flags;

namespace Seawall.Control.Ofrep;

/// <summary>OFREP 0.3: <c>POST /ofrep/v1/evaluate/flags/{key}</c>, the same without a key for all flags, and the event stream that these answers name.</summary>
/// <remarks>Source: https://github.com/open-feature/protocol, service/openapi.yaml. It stands before what pages need, as services ask it.</remarks>
internal sealed class OfrepEndpoints(OfrepFlags flags, OfrepEvents events, OfrepAccess access, OfrepOptions options, TimeProvider time) : IDisposable
{
    private const string All = "/ofrep/v1/evaluate/flags";
    private const string Stream = "/ofrep/v1/events";
    private const int InactivitySeconds = 120;

    private readonly PartitionedRateLimiter<HttpContext> _limit = PartitionedRateLimiter.Create<HttpContext, IPAddress>(http =>
        RateLimitPartition.GetTokenBucketLimiter(http.Connection.RemoteIpAddress ?? IPAddress.None, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.RequestsPerSecond,
            TokensPerPeriod = options.RequestsPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        }));

    public void Use(IApplicationBuilder app) => app.Use((http, next) =>
        http.Request.Path.StartsWithSegments("/ofrep/v1", StringComparison.Ordinal) ? AnswerAsync(http) : next(http));

    public void Dispose() => _limit.Dispose();

    private async Task AnswerAsync(HttpContext http)
    {
        if (OfrepCors.Answer(http, options))
            return;
        using var lease = _limit.AttemptAcquire(http);
        if (!lease.IsAcquired)
        {
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            http.Response.Headers.RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait)
                ? Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture)
                : "1";
            return;
        }
        var path = http.Request.Path.Value!;
        var (isGet, isPost) = (HttpMethods.IsGet(http.Request.Method), HttpMethods.IsPost(http.Request.Method));
        if (isGet && path == Stream)
            await (access.Admits(http.Request.Query["ticket"].ToString()) || access.Admits(http) ? events.ServeAsync(http) : RefuseAsync(http));
        else if (!access.Admits(http))
            await RefuseAsync(http);
        else if (isPost && path == All)
            await EvaluateAllAsync(http);
        else if (isPost && path.StartsWith(All + "/", StringComparison.Ordinal) && path.Length > All.Length + 1)
            await EvaluateAsync(http, path[(All.Length + 1)..]);
        else
            http.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private async Task EvaluateAsync(HttpContext http, string key)
    {
        var request = await OfrepRequest.ReadAsync(http);
        var answer = request.Error is { } error
            ? new OfrepAnswer(key, FlagResult.Failed(error, request.Details!), null)
            : OfrepAnswer.Of(key, flags.Current.All.GetValueOrDefault(key), request, time.GetUtcNow());
        await SendAsync(http, answer.Status, Written(answer.Write));
    }

    private async Task EvaluateAllAsync(HttpContext http)
    {
        var request = await OfrepRequest.ReadAsync(http);
        if (request.Error is { } error)
        {
            await SendAsync(http, StatusCodes.Status400BadRequest, Written(json =>
            {
                json.WriteStartObject();
                json.WriteString("errorCode", error);
                json.WriteString("errorDetails", request.Details);
                json.WriteEndObject();
            }));
            return;
        }
        var (set, now) = (flags.Current, time.GetUtcNow());
        var body = Written(json => WriteAll(json, set, request, now));
        var etag = $"\"{XxHash3.HashToUInt64(body.WrittenSpan).ToString("x16", CultureInfo.InvariantCulture)}\"";
        http.Response.Headers.ETag = etag;
        http.Response.Headers.CacheControl = "no-store";
        if (http.Request.Headers.IfNoneMatch.ToString().Contains(etag, StringComparison.Ordinal))
            http.Response.StatusCode = StatusCodes.Status304NotModified;
        else
            await SendAsync(http, StatusCodes.Status200OK, body);
    }

    private void WriteAll(Utf8JsonWriter json, FlagSet set, OfrepRequest request, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteStartArray("flags");
        foreach (var (key, read) in set.All.OrderBy(flag => flag.Key, StringComparer.Ordinal))
            OfrepAnswer.Of(key, read, request, now).Write(json);
        json.WriteEndArray();
        json.WriteStartArray("eventStreams");
        json.WriteStartObject();
        json.WriteString("type", "sse");
        json.WriteStartObject("endpoint");
        json.WriteString("requestUri", $"{Stream}?ticket={access.Ticket()}&since={OfrepEvents.Id(set)}");
        json.WriteEndObject();
        json.WriteNumber("inactivityDelaySec", InactivitySeconds);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Task RefuseAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }

    private static ArrayBufferWriter<byte> Written(Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(body);
        write(json);
        return body;
    }

    private static async Task SendAsync(HttpContext http, int status, ArrayBufferWriter<byte> body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.WrittenCount;
        await http.Response.Body.WriteAsync(body.WrittenMemory, http.RequestAborted);
    }
}
