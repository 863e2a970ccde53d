using Microsoft.AspNetCore.Http;
using Seawall.Mall.Contracts.Accounts;

namespace Seawall.Mall.Web.Shell;

/// <summary>The cookie that holds the session's token.</summary>
internal static class SessionCookie
{
    private const string Name = "session";

    public static string? Read(HttpContext http) => http.Request.Cookies[Name];

    public static void Write(HttpContext http, Session session) => http.Response.Cookies.Append(Name, session.Token, Options(http, session.Expires));

    public static void Delete(HttpContext http) => http.Response.Cookies.Delete(Name, Options(http, null));

    private static CookieOptions Options(HttpContext http, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        Expires = expires,
        IsEssential = true,
    };
}
