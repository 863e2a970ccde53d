using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Control.Shell;

namespace Seawall.Control.SignIn;

/// <summary>Lets nobody past who is not signed in, but for what is marked <see cref="Open"/>: style sheets, health, signing in itself.</summary>
internal static class RequireSignIn
{
    public static Task Check(HttpContext http, RequestDelegate next)
    {
        var signedIn = http.RequestServices.GetRequiredService<SignInBook>().IsSignedIn(SessionCookie.Read(http));
        http.Features.Set(new SignedIn(signedIn));
        return signedIn || http.GetEndpoint()?.Metadata.GetMetadata<Open>() is not null ? next(http) : Refuse(http);
    }

    private static Task Refuse(HttpContext http)
    {
        var wantsPage = http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
        var refusal = wantsPage
            ? View.Of<SignedOutPage>(new { Visit = Visit.Of(http), Problem = (string?)null }, StatusCodes.Status401Unauthorized)
            : Results.Problem("Sign in first: `seawall console` prints a link.", statusCode: 401, title: "Not signed in", extensions: new Dictionary<string, object?> { ["code"] = "signed-out" });
        return refusal.ExecuteAsync(http);
    }
}

/// <summary>Marks what can be seen by anyone.</summary>
internal sealed class Open
{
    public static readonly Open ToAll = new();
}

/// <summary>Whether the request comes from somebody who is signed in.</summary>
internal sealed record SignedIn(bool Yes);
