using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Seawall.Client.Features;
using Seawall.Mall.Contracts.Accounts;
using Seawall.Mall.Web.Shell;
using SignInResult = Seawall.Mall.Contracts.Accounts.SignInResult;

namespace Seawall.Mall.Web.Pages;

/// <summary>Signing in, registering, signing out.</summary>
internal static class SignIn
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in", (string? back, Visit visit) => Form<SignInPage>(visit, back)).Needs(AccountsFeatures.SignIn);
        app.MapPost("/sign-in", async ([FromForm] SignInForm form, Visit visit, HttpContext http, IAccounts accounts, CancellationToken ct) =>
            Answer<SignInPage>(await accounts.SignInAsync(new Credentials(form.Email ?? "", form.Password ?? ""), ct), form.Email, form.Back, visit, http)).Needs(AccountsFeatures.SignIn);

        app.MapGet("/register", (string? back, Visit visit) => Form<RegisterPage>(visit, back)).Needs(AccountsFeatures.Register);
        app.MapPost("/register", async ([FromForm] RegisterForm form, Visit visit, HttpContext http, IAccounts accounts, CancellationToken ct) =>
            Answer<RegisterPage>(
                await accounts.RegisterAsync(new Registration(form.Email ?? "", form.Password ?? "", form.Name ?? ""), ct), form.Email, form.Back, visit, http)).Needs(AccountsFeatures.Register);

        FormToken.Require(app.MapPost("/sign-out", SignOut).RunsAs(AccountsFeatures.SignIn.Feature));
    }

    private static IResult Form<TPage>(Visit visit, string? back)
        where TPage : IComponent =>
        View.Of<TPage>(new { Visit = visit, Back = LocalPath.OrHome(back), Email = "", Problem = (string?)null });

    private static IResult Answer<TPage>(SignInResult result, string? email, string? back, Visit visit, HttpContext http)
        where TPage : IComponent
    {
        if (result.Session is { } session)
        {
            SessionCookie.Write(http, session);
            return View.See(LocalPath.OrHome(back));
        }
        return View.Of<TPage>(
            new { Visit = visit, Back = LocalPath.OrHome(back), Email = email ?? "", Problem = visit.T.Notice(result.Outcome.ToString()) },
            StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> SignOut(HttpContext http, IAccounts accounts, CancellationToken ct)
    {
        if (SessionCookie.Read(http) is { } token)
            await accounts.SignOutAsync(token, ct);
        SessionCookie.Delete(http);
        return View.See("/");
    }

    private sealed record SignInForm(string? Email, string? Password, string? Back);

    private sealed record RegisterForm(string? Name, string? Email, string? Password, string? Back);
}
