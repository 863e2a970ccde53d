using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Seawall.Control.Shell;
using Seawall.Control.SignIn;
using SameSiteMode = Microsoft.AspNetCore.Http.SameSiteMode;

namespace Seawall.Control.Languages;

/// <summary>Picks the language of a request: what was chosen, else what the browser prefers, else English.</summary>
internal static class LanguageChoice
{
    private const string Cookie = "language";

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/language/{language}", (string language, string? back, HttpContext http) =>
    {
        if (language is "zh" or "en")
        {
            http.Response.Cookies.Append(
                Cookie, language, new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, HttpOnly = true, IsEssential = true });
        }
        return Results.LocalRedirect(LocalPath.OrHome(back));
    }).WithMetadata(Open.ToAll);

    public static Texts Of(HttpRequest request) => Decide(request.Cookies[Cookie], request.Headers.AcceptLanguage.ToString()) == "zh" ? Texts.Chinese : Texts.English;

    /// <summary><c>zh</c> or <c>en</c>.</summary>
    public static string Decide(string? chosen, string? acceptLanguage)
    {
        if (chosen is "zh" or "en")
            return chosen;
        if (!StringWithQualityHeaderValue.TryParseList([acceptLanguage ?? ""], out var wanted))
            return "en";
        return wanted.OrderByDescending(language => language.Quality ?? 1).Select(language => language.Value.ToString())
            .Where(name => name.StartsWith("zh", StringComparison.OrdinalIgnoreCase) || name.StartsWith("en", StringComparison.OrdinalIgnoreCase))
            .Select(name => name[..2].ToLowerInvariant()).FirstOrDefault() ?? "en";
    }
}
