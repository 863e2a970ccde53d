using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Shell;

namespace Seawall.Control.SignIn;

/// <summary>
/// Signing in with a link and signing out. The link's page asks with a form, so that what only looks at addresses (a preview, a scanner) uses no link up, and so
/// that the strict cookie is sent with the page that follows.
/// </summary>
internal static class SignInPages
{
    /// <summary>The limit on attempts.</summary>
    public const string RateLimit = "sign-in";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in", (HttpContext http) => SignedOut(http, null)).WithMetadata(Open.ToAll);
        app.MapGet("/sign-in/{link}", (string link, HttpContext http) => View.Of<SignInPage>(new { Visit = Visit.Of(http), Link = link })).WithMetadata(Open.ToAll);
        app.MapPost("/sign-in", ([FromForm] SignInForm form, HttpContext http, SignInBook book) => SignIn(form, http, book))
            .WithMetadata(Open.ToAll).RequireRateLimiting(RateLimit);
        FormToken.Require(app.MapPost("/sign-out", (HttpContext http, SignInBook book) =>
        {
            if (SessionCookie.Read(http) is { } session)
                book.SignOut(session);
            SessionCookie.Delete(http);
            return View.See("/sign-in");
        }));
    }

    public static IResult TooMany(HttpContext http) => SignedOut(http, "signIn.tooMany", StatusCodes.Status429TooManyRequests);

    private static IResult SignIn(SignInForm form, HttpContext http, SignInBook book)
    {
        var outcome = book.TrySignIn(form.Link ?? "", out var session, out var until);
        if (outcome != SignInOutcome.SignedIn)
            return SignedOut(http, "signIn." + outcome, StatusCodes.Status403Forbidden);
        SessionCookie.Write(http, session, until);
        return View.See("/");
    }

    private static IResult SignedOut(HttpContext http, string? problem, int status = StatusCodes.Status200OK) =>
        View.Of<SignedOutPage>(new { Visit = Visit.Of(http), Problem = problem }, status);

    private sealed record SignInForm(string? Link);
}
