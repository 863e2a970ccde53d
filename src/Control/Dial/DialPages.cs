using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Control.Changes;
using Seawall.Control.Config;
using Seawall.Control.Dial.Steering;
using Seawall.Control.Operators;
using Seawall.Control.Shell;

namespace Seawall.Control.Dial;

/// <summary>The dial on a wall and on a phone: the ladder, where it stands, what the figures say, and a move in two steps: look, then do.</summary>
internal static class DialPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/dial", (int? to, HttpContext http, DialDesk desk) => Show(http, desk, to));
        app.MapPost("/dial/move", MoveAsync).RequirePerson(OperatorLevel.Operator);
    }

    private static async Task<IResult> MoveAsync(HttpContext http, DialDesk desk)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (!int.TryParse(form["to"], CultureInfo.InvariantCulture, out var to) || !int.TryParse(form["expected"], CultureInfo.InvariantCulture, out var expected))
            return View.Problem(http, StatusCodes.Status400BadRequest);
        var reason = form["reason"].ToString().Trim();
        if (reason.Length == 0)
            return Show(http, desk, to, new PlanProblem("changes.problem.reason", []), StatusCodes.Status422UnprocessableEntity);
        var ended = await desk.MoveAsync(to, expected, reason, form["once"], http.Connection.RemoteIpAddress?.ToString(), Person.Of(http)!, http.RequestAborted);
        return ended.Outcome switch
        {
            PublishOutcome.Published published => View.See($"/changes/{published.Revision}?{PlanPages.Outcome}=1"),
            PublishOutcome.Waits waits => View.See($"/changes/waiting?new={waits.Proposal}"),
            PublishOutcome.Refused refused => Show(http, desk, to, new PlanProblem("changes.problem.refused", [refused.Why]), StatusCodes.Status409Conflict),
            PublishOutcome.Conflicted conflicted => Show(http, desk, to, new PlanProblem("changes.problem.conflict", [.. conflicted.Conflicts.Select(conflict => $"{conflict.Key}: {conflict.Expected} → {conflict.Actual}")]), StatusCodes.Status409Conflict),
            PublishOutcome.Invalid invalid => Show(http, desk, to, new PlanProblem("changes.problem.invalid", [.. invalid.Faults.Select(fault => $"{fault.Key} {fault.Path}: {fault.Message}")]), StatusCodes.Status422UnprocessableEntity),
            var other => Show(http, desk, to, new PlanProblem("changes.problem.notKept", other is PublishOutcome.NotKept kept ? [kept.Why] : []), StatusCodes.Status503ServiceUnavailable),
        };
    }

    private static IResult Show(HttpContext http, DialDesk desk, int? to, PlanProblem? problem = null, int status = StatusCodes.Status200OK)
    {
        var (visit, config) = (Visit.Of(http), desk.Current);
        PublishOutcome? none = null;
        var move = to is { } wanted ? desk.Plan(wanted, "nobody", "a preview", out none) : null;
        return View.Of<DialPage>(new
        {
            Visit = visit,
            Dial = DialView.Of(config, desk.Ladder, http.RequestServices.GetRequiredService<SteeringWork>().Now),
            Preview = move is null ? null : DialPreview.Of(config, move, visit.Now),
            Problem = problem ?? (none is PublishOutcome.Refused refused ? new PlanProblem("changes.problem.refused", [refused.Why]) : null),
            MayMove = Person.Of(http) is { Level: >= OperatorLevel.Operator },
        }, status);
    }
}
