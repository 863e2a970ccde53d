using Microsoft.AspNetCore.Http;

namespace Seawall.Mall.Web.Shell;

/// <summary>What browsers may do with our pages: only our own files, no frames, no guessing of types.</summary>
internal static class SecurityHeaders
{
    public static Task Add(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        return next(http);
    }
}
