using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Seawall.Control.Config;
using Seawall.Control.Operators;
using Seawall.Control.Shell;
using Seawall.Control.SignIn;

namespace Seawall.Control.Changes;

/// <summary>What was changed, by whom and why; one change with who has applied it; and what waits for a second person.</summary>
internal static class HistoryPages
{
    private const int PageSize = 30;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/changes", async (long? before, string? key, HttpContext http, IChangeDesk desk) => View.Of<HistoryPage>(new
        {
            Visit = Visit.Of(http),
            Changes = await desk.HistoryAsync(before ?? long.MaxValue, PageSize, string.IsNullOrEmpty(key) ? null : key, http.RequestAborted),
            Key = key,
            PageSize,
        }));
        app.MapGet("/changes/{revision:long}", async (long revision, string? applied, HttpContext http, IChangeDesk desk) =>
            await desk.FindAsync(revision, http.RequestAborted) is { } change
                ? View.Of<ChangePage>(new { Visit = Visit.Of(http), Change = change, Acks = Acks.Of(Fleet.Of(http), revision), Applied = applied is not null })
                : View.Problem(http, StatusCodes.Status404NotFound));
        app.MapGet("/changes/{revision:long}/acks", (long revision, HttpContext http, StreamLimit limit, SignInBook book, TimeProvider time, IHostApplicationLifetime host) =>
            limit.Stream(http, host, ct => Acks.FollowAsync(() => Fleet.Of(http), revision, () => book.IsSignedIn(SessionCookie.Read(http)), time, ct)));
        app.MapGet("/changes/waiting", async (long? @new, HttpContext http, IChangeDesk desk) => View.Of<WaitingPage>(new
        {
            Visit = Visit.Of(http),
            Waiting = await desk.WaitingAsync(http.RequestAborted),
            Person = Person.Of(http),
            New = @new,
        }));
        app.MapPost("/changes/waiting/{proposal:long}/agree", AgreeAsync).RequirePerson(OperatorLevel.Approver);
        app.MapPost("/changes/waiting/{proposal:long}/turn-down", TurnDownAsync).RequirePerson(OperatorLevel.Operator);
    }

    private static async Task<IResult> TurnDownAsync(long proposal, HttpContext http, IChangeDesk desk) =>
        await desk.TurnDownAsync(Person.Of(http)!, proposal, await ReasonAsync(http), SourceOf(http), http.RequestAborted) is { } why
            ? await WaitingAsync(http, desk, why, StatusCodes.Status409Conflict)
            : View.See("/changes/waiting");

    private static async Task<string> ReasonAsync(HttpContext http) => (await http.Request.ReadFormAsync(http.RequestAborted))["reason"].ToString().Trim();

    private static string? SourceOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString();

    private static async Task<IResult> AgreeAsync(long proposal, HttpContext http, IChangeDesk desk)
    {
        var outcome = await desk.AgreeAsync(Person.Of(http)!, proposal, await ReasonAsync(http), SourceOf(http), http.RequestAborted);
        if (outcome is PublishOutcome.Published published)
            return View.See($"/changes/{published.Revision}?{PlanPages.Outcome}=1");
        var (text, status) = outcome switch
        {
            PublishOutcome.Refused refused => (refused.Why, StatusCodes.Status403Forbidden),
            PublishOutcome.Conflicted conflicted => (string.Join(", ", conflicted.Conflicts.Select(conflict => $"{conflict.Key}: {conflict.Expected} → {conflict.Actual}")), StatusCodes.Status409Conflict),
            PublishOutcome.Invalid invalid => (string.Join(", ", invalid.Faults.Select(fault => $"{fault.Key} {fault.Path}: {fault.Message}")), StatusCodes.Status422UnprocessableEntity),
            _ => (outcome.GetType().Name, StatusCodes.Status409Conflict),
        };
        return await WaitingAsync(http, desk, text, status);
    }

    private static async Task<IResult> WaitingAsync(HttpContext http, IChangeDesk desk, string problem, int status) => View.Of<WaitingPage>(
        new { Visit = Visit.Of(http), Waiting = await desk.WaitingAsync(http.RequestAborted), Person = Person.Of(http), New = (long?)null, Problem = problem }, status);
}
