using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Control.Operators;
using Seawall.Control.Shell;

namespace Seawall.Control.SignIn;

/// <summary>
/// Lets nobody past who is not signed in, but for what is marked <see cref="Open"/>: style sheets, health, signing in itself; and nobody below the level that the
/// endpoint's <see cref="PersonRequired"/> names.
/// </summary>
internal static class RequireSignIn
{
    private const string Bearer = "Bearer ";

    public static async Task Check(HttpContext http, RequestDelegate next)
    {
        var endpoint = http.GetEndpoint()?.Metadata;
        var isOpen = endpoint?.GetMetadata<Open>() is not null;
        var bearer = http.Request.Headers.Authorization.ToString() is var header && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;
        var book = http.RequestServices.GetRequiredService<SignInBook>();
        var person = bearer is null || isOpen ? book.Find(SessionCookie.Read(http)) : book.FindBearer(bearer);
        http.Features.Set(new SignedIn(person));
        if (isOpen)
            await next(http);
        else if (person is null)
            await (bearer is null ? SignedOut(http) : Unknown(http)).ExecuteAsync(http);
        else if (endpoint?.GetMetadata<PersonRequired>() is not { } required)
            await next(http);
        else if (person.Level < required.Level)
            await Below(http, person, required.Level).ExecuteAsync(http);
        else if (bearer is null && !await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
            await NoFormToken(http).ExecuteAsync(http);
        else
            await next(http);
    }

    private static IResult SignedOut(HttpContext http) => WantsPage(http)
        ? View.Of<SignedOutPage>(new { Visit = Visit.Of(http), Problem = (string?)null }, StatusCodes.Status401Unauthorized)
        : Problem(StatusCodes.Status401Unauthorized, "signed-out", "Not signed in", "Sign in first: `seawall console` prints a link, `seawall operator add` a token.");

    private static IResult Unknown(HttpContext http)
    {
        if (http.RequestServices.GetRequiredService<TokenAttempts>().TryFail(http.Connection.RemoteIpAddress))
            return Problem(StatusCodes.Status401Unauthorized, "unknown-token", "Not a token of this site", "The token is nobody's, or has run out; `seawall operator add` makes one.");
        http.Response.Headers.RetryAfter = "60";
        return Problem(StatusCodes.Status429TooManyRequests, "too-many-attempts", "Too many attempts", "Too many unknown tokens from this address; wait a minute.");
    }

    private static IResult Below(HttpContext http, Person person, OperatorLevel required) => WantsPage(http)
        ? View.Problem(http, StatusCodes.Status403Forbidden)
        : Problem(StatusCodes.Status403Forbidden, "level-too-low", "Not allowed", $"{person.Name} is {Word(person.Level)}; this takes {Word(required)}.");

    private static IResult NoFormToken(HttpContext http) => WantsPage(http)
        ? View.Problem(http, StatusCodes.Status400BadRequest)
        : Problem(StatusCodes.Status400BadRequest, "form-token", "No form token", "A change asked for by a browser's session needs the page's form token.");

    private static string Word(OperatorLevel level) => level.ToString().ToLowerInvariant();

    private static bool WantsPage(HttpContext http) => http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    private static IResult Problem(int status, string code, string title, string detail) =>
        Results.Problem(detail, statusCode: status, title: title, extensions: new Dictionary<string, object?> { ["code"] = code });
}

/// <summary>Marks what can be seen by anyone.</summary>
internal sealed class Open
{
    public static readonly Open ToAll = new();
}

/// <summary>Who sent the request; null for nobody who is signed in.</summary>
internal sealed record SignedIn(Person? Person)
{
    public bool Yes => Person is not null;
}
