using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Operators;
using Seawall.Control.Plans.Api;
using Seawall.Control.Shell;

namespace Seawall.Control.Plans.Pages;

/// <summary>Every plan and how it stands, for desks and for a wall; one plan with what it would do, the forms to run, undo and arm it, and its history.</summary>
internal static class PlanConsole
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/plans", (HttpContext http, PlanDesk desk) =>
        {
            var all = desk.All.Select(known => (Known: known, Standing: desk.StandingOf(known))).ToList();
            return View.Of<PlansPage>(new { Visit = Visit.Of(http), Plans = all.Select(one => PlanView.Of(one.Known, one.Standing)).ToList(), Freshness = PlanFreshness.Of([.. all.Select(one => one.Standing)]) });
        });
        app.MapGet("/plans/{id}", (string id, HttpContext http, PlanDesk desk) => Show(http, desk, id));
        FormToken.Require(app.MapPost("/plans/{id}/{act}", ActAsync).RequirePerson(OperatorLevel.Operator));
    }

    private static async Task<IResult> ActAsync(string id, string act, HttpContext http, PlanDesk desk)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false);
        var (reason, by) = (form["reason"].ToString().Trim(), Person.Of(http)!);
        // What was begun is not given up because the page was left.
        PlanAnswer? answer = act switch
        {
            "run" => await desk.RunAsync(id, OrderOf(form, reason, Visit.Of(http).Now), by, CancellationToken.None).ConfigureAwait(false),
            "undo" => await desk.UndoAsync(id, reason, by, CancellationToken.None).ConfigureAwait(false),
            "arm" => await desk.ArmAsync(id, reason, by, CancellationToken.None).ConfigureAwait(false),
            "disarm" => await desk.DisarmAsync(id, reason, by, CancellationToken.None).ConfigureAwait(false),
            _ => null,
        };
        return answer switch
        {
            null => View.Problem(http, StatusCodes.Status404NotFound),
            PlanAnswer.Done => View.See("/plans/" + id),
            PlanAnswer.Refused refused => Show(http, desk, id, refused.Why, reason, StatusCodes.Status409Conflict),
            PlanAnswer.Invalid invalid => Show(http, desk, id, string.Join("; ", invalid.Faults.Select(fault => $"{fault.Key} {fault.Path} {fault.Message}")), reason, StatusCodes.Status422UnprocessableEntity),
            PlanAnswer.NotFound => View.Problem(http, StatusCodes.Status404NotFound),
            _ => Show(http, desk, id, Visit.Of(http).T["plans.notKept"], reason, StatusCodes.Status503ServiceUnavailable),
        };
    }

    private static PlanOrder OrderOf(IFormCollection form, string reason, DateTimeOffset now) => new(reason)
    {
        Staged = form["pace"] == "staged",
        AtOnce = form["pace"] == "once",
        Idempotency = form["once"].ToString() is { Length: > 0 } once ? once : null,
        At = int.TryParse(form["in"], CultureInfo.InvariantCulture, out var minutes) && minutes > 0 ? now.AddMinutes(minutes) : null,
    };

    private static IResult Show(HttpContext http, PlanDesk desk, string id, string? problem = null, string reason = "", int status = StatusCodes.Status200OK)
    {
        if (desk.Find(id) is not { } known)
            return View.Problem(http, StatusCodes.Status404NotFound);
        var person = Person.Of(http);
        return View.Of<PlanDetailPage>(
            new
            {
                Visit = Visit.Of(http),
                Plan = PlanView.Of(known, desk.StandingOf(known)),
                Preview = desk.Preview(known),
                MayAct = person is { Level: >= OperatorLevel.Operator },
                Problem = problem,
                Reason = reason,
            },
            status);
    }
}
