using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Seawall.Client.Hosting;

/// <summary>Answers that refuse a request before any work is done for it: a problem body with a stable <c>code</c>, which callers also find in a header.</summary>
internal static class Refusals
{
    /// <summary>The code of a refusal, so that a caller within the site need not read the body.</summary>
    public const string Header = "X-Seawall-Refused";

    public static Task WriteAsync(HttpContext http, int status, string code, string detail)
    {
        http.Response.Clear();
        http.Response.StatusCode = status;
        http.Response.Headers[Header] = code;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentType = "application/problem+json";
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["status"] = status, ["title"] = code, ["code"] = code, ["detail"] = detail });
        http.Response.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }
}
