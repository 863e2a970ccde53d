using Microsoft.AspNetCore.Http;

namespace Seawall.Mall.Web.Shell;

/// <summary>The UUID by which a browser is known again, whoever signs in on it; given out when first asked for.</summary>
internal static class DeviceCookie
{
    private const string Name = "device";

    /// <summary>The device of a browser that has been here; null for any other.</summary>
    public static string? Read(HttpContext http) => Guid.TryParse(http.Request.Cookies[Name], out var known) ? known.ToString() : null;

    public static string Of(HttpContext http)
    {
        if (Guid.TryParse(http.Request.Cookies[Name], out var known))
            return known.ToString();
        var device = Guid.CreateVersion7().ToString();
        http.Response.Cookies.Append(Name, device, new CookieOptions
        {
            MaxAge = TimeSpan.FromDays(365),
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
            IsEssential = true,
        });
        return device;
    }
}
