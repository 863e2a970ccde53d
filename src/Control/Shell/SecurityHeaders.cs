using Microsoft.AspNetCore.Http;

namespace Seawall.Control.Shell;

/// <summary>What browsers may do with the console: only its own files, no frames, no guessing of types, no copies kept, no address told to other sites.</summary>
internal static class SecurityHeaders
{
    /// <summary>For a report, which brings its own style and drawings and runs nothing.</summary>
    public const string Report = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

    private const string Page = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    public static Task Add(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Page;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-cache, no-store";
        return next(http);
    }
}
