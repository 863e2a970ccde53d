using Microsoft.AspNetCore.Http;

namespace Seawall.Control.Ofrep;

/// <summary>Lets the pages of the allowed origins ask; they send a token of their own, never cookies.</summary>
internal static class OfrepCors
{
    /// <summary>Says to the browser that the page may read the answer; true when the request was only the question whether it may.</summary>
    public static bool Answer(HttpContext http, OfrepOptions options)
    {
        if (options.AllowedOrigins.Count == 0)
            return false;
        var headers = http.Response.Headers;
        headers.Append("Vary", "Origin");
        string? origin = http.Request.Headers.Origin;
        if (origin is null || !options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
            return false;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlExposeHeaders = "ETag, Retry-After";
        if (!HttpMethods.IsOptions(http.Request.Method) || http.Request.Headers.AccessControlRequestMethod.Count == 0)
            return false;
        headers.AccessControlAllowMethods = "GET, POST";
        headers.AccessControlAllowHeaders = "Content-Type, Authorization, X-API-Key, If-None-Match";
        headers.AccessControlMaxAge = "600";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
