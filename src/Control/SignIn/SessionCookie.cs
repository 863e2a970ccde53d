using Microsoft.AspNetCore.Http;

namespace Seawall.Control.SignIn;

/// <summary>The cookie that holds the session's token; scripts can't read it and other sites can't send it.</summary>
internal static class SessionCookie
{
    public const string Name = "seawall-console";

    public static string? Read(HttpContext http) => http.Request.Cookies[Name];

    public static void Write(HttpContext http, string session, DateTimeOffset until) => http.Response.Cookies.Append(Name, session, Options(http, until));

    public static void Delete(HttpContext http) => http.Response.Cookies.Delete(Name, Options(http, null));

    private static CookieOptions Options(HttpContext http, DateTimeOffset? until) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        Expires = until,
        IsEssential = true,
    };
}
