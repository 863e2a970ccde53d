using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Control.Config;
using Seawall.Control.Operators;
using Seawall.Control.Push;
using Seawall.Control.Shell;

namespace Seawall.Control.Changes;

/// <summary>A change in two steps: the plan, which shows what becomes of each key and whom it hits, and applying it with a reason.</summary>
internal static class PlanPages
{
    public const string Outcome = "applied";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/changes/plan", (HttpContext http, IChangeDesk desk) => Show(http, desk, PlanRequest.OfSwitches(http.Request.Query, desk.Current)));
        app.MapPost("/changes/plan", async (HttpContext http, IChangeDesk desk) =>
            PlanRequest.OfForm(await http.Request.ReadFormAsync(http.RequestAborted)) is { } wanted ? Show(http, desk, wanted) : View.Problem(http, StatusCodes.Status400BadRequest))
            .RequirePerson(OperatorLevel.Operator);
        app.MapGet("/changes/{revision:long}/undo", async (long revision, HttpContext http, IChangeDesk desk) =>
            await desk.UndoAsync(revision, http.RequestAborted) is { } back
                ? Show(http, desk, back.Changes, back.Kept, revision)
                : View.Problem(http, StatusCodes.Status404NotFound));
        app.MapPost("/changes/apply", ApplyAsync).RequirePerson(OperatorLevel.Operator);
    }

    private static async Task<IResult> ApplyAsync(HttpContext http, IChangeDesk desk)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (PlanRequest.OfForm(form) is not { } wanted)
            return View.Problem(http, StatusCodes.Status400BadRequest);
        var reason = form["reason"].ToString().Trim();
        var undoes = long.TryParse(form["undoes"], System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
        if (reason.Length == 0)
            return Show(http, desk, wanted, undoes: undoes, problem: new PlanProblem("changes.problem.reason", []), status: StatusCodes.Status422UnprocessableEntity);
        var person = Person.Of(http)!;
        var outcome = await desk.PublishAsync(
            person,
            new PublishRequest
            {
                Changes = wanted,
                Actor = person.Name,
                Reason = reason,
                Idempotency = form["once"],
                Action = undoes is null ? "publish" : "undo",
                Source = http.Connection.RemoteIpAddress?.ToString(),
            },
            http.RequestAborted);
        return outcome switch
        {
            PublishOutcome.Published published => View.See($"/changes/{published.Revision}?{Outcome}=1"),
            PublishOutcome.Waits waits => View.See($"/changes/waiting?new={waits.Proposal}"),
            PublishOutcome.Conflicted conflicted => Show(http, desk, wanted, undoes: undoes, reason: reason, status: StatusCodes.Status409Conflict,
                problem: new PlanProblem("changes.problem.conflict", [.. conflicted.Conflicts.Select(conflict => $"{conflict.Key}: {conflict.Expected} → {conflict.Actual}")])),
            PublishOutcome.Invalid invalid => Show(http, desk, wanted, undoes: undoes, reason: reason, status: StatusCodes.Status422UnprocessableEntity,
                problem: new PlanProblem("changes.problem.invalid", [.. invalid.Faults.Select(fault => $"{fault.Key} {fault.Path}: {fault.Message}")])),
            PublishOutcome.Refused refused => Show(http, desk, wanted, undoes: undoes, reason: reason, status: StatusCodes.Status403Forbidden,
                problem: new PlanProblem("changes.problem.refused", [refused.Why])),
            _ => Show(http, desk, wanted, undoes: undoes, reason: reason, status: StatusCodes.Status503ServiceUnavailable,
                problem: new PlanProblem("changes.problem.notKept", outcome is PublishOutcome.NotKept kept ? [kept.Why] : [])),
        };
    }

    private static IResult Show(
        HttpContext http, IChangeDesk desk, IReadOnlyList<WantedChange> wanted, IReadOnlyList<KeyConflict>? kept = null, long? undoes = null, string reason = "",
        PlanProblem? problem = null, int status = StatusCodes.Status200OK)
    {
        var visit = Visit.Of(http);
        var plan = ChangePlan.Of(desk.Current, wanted, Fleet.Of(http), visit.Now, kept) with { Undoes = undoes };
        return View.Of<PlanPage>(new { Visit = visit, Plan = plan, MayApply = Person.Of(http) is { Level: >= OperatorLevel.Operator }, Reason = reason, Problem = problem }, status);
    }
}

/// <summary>Why a plan was not applied, and the places where.</summary>
public sealed record PlanProblem(string Text, IReadOnlyList<string> Details);
