using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Seawall.Client.Hosting;

/// <summary>Answers that refuse a request before any work is done for it: a problem body with a stable <c>code</c>, which callers also find in a header.</summary>
internal static class Refusals
{
    /// <summary>The code of a refusal, so that a caller within the site need not read the body.</summary>
    public const string Header = "X-Seawall-Refused";

    // There are few details, and a flood of refusals must cost little.
    private static readonly ConcurrentDictionary<(int, string, string), byte[]> Bodies = new();

    public static Task WriteAsync(HttpContext http, int status, string code, string detail)
    {
        http.Response.StatusCode = status;
        var headers = http.Response.Headers;
        headers[Header] = code;
        headers.CacheControl = "no-store";
        headers.ContentType = "application/problem+json";
        var body = Bodies.GetOrAdd((status, code, detail), static key => Body(key.Item1, key.Item2, key.Item3));
        headers.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    private static byte[] Body(int status, string code, string detail) =>
        JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["status"] = status, ["title"] = code, ["code"] = code, ["detail"] = detail });
}
