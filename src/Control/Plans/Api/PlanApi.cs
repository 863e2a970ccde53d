using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Config;
using Seawall.Control.Config.Api;
using Seawall.Control.Operators;

namespace Seawall.Control.Plans.Api;

/// <summary><c>/api/plans</c>: plans, how they stand, what running one would do; running, undoing, arming and rehearsing for operators.</summary>
internal static class PlanApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/plans");
        api.MapGet("", (PlanDesk desk) => List(desk)).RequirePerson(OperatorLevel.Viewer);
        api.MapGet("/{id}", (string id, PlanDesk desk) => One(desk, id)).RequirePerson(OperatorLevel.Viewer);
        api.MapGet("/{id}/preview", (string id, PlanDesk desk) => desk.Find(id) is { } known ? ConfigAnswers.Json(desk.Preview(known)) : Of(PlanAnswer.NoSuchPlan(id), desk, id)).RequirePerson(OperatorLevel.Viewer);
        // What was begun is not given up because the asker went away.
        api.MapPost("/{id}/run", async (string id, RunBody body, HttpContext http, PlanDesk desk) =>
            Of(await desk.RunAsync(id, body.Order, Person.Of(http)!, CancellationToken.None).ConfigureAwait(false), desk, id)).RequirePerson(OperatorLevel.Operator);
        api.MapPost("/{id}/undo", async (string id, ReasonBody body, HttpContext http, PlanDesk desk) =>
            Of(await desk.UndoAsync(id, body.Reason ?? "", Person.Of(http)!, CancellationToken.None).ConfigureAwait(false), desk, id)).RequirePerson(OperatorLevel.Operator);
        api.MapPost("/{id}/arm", async (string id, ReasonBody body, HttpContext http, PlanDesk desk) =>
            Of(await desk.ArmAsync(id, body.Reason ?? "", Person.Of(http)!, CancellationToken.None).ConfigureAwait(false), desk, id)).RequirePerson(OperatorLevel.Operator);
        api.MapPost("/{id}/disarm", async (string id, ReasonBody body, HttpContext http, PlanDesk desk) =>
            Of(await desk.DisarmAsync(id, body.Reason ?? "", Person.Of(http)!, CancellationToken.None).ConfigureAwait(false), desk, id)).RequirePerson(OperatorLevel.Operator);
        api.MapPost("/{id}/rehearsed", async (string id, RehearsedBody body, HttpContext http, PlanDesk desk) =>
            body.Drill is not { Length: > 0 } ? ConfigAnswers.BadRequest("drill is required: the name of the drill in which the plan was rehearsed")
                : Of(await desk.RehearsedAsync(id, body.Build, body.Drill, body.Evidence ?? "", body.Reason ?? "", Person.Of(http)!, CancellationToken.None).ConfigureAwait(false), desk, id)).RequirePerson(OperatorLevel.Operator);
    }

    internal sealed record ReasonBody(string? Reason);

    /// <param name="At">The moment it is to come into force; null for now.</param>
    /// <param name="Staged">True for step by step in any case; false for at once in any case, which takes two persons unless it was rehearsed; null for as its rehearsal says.</param>
    internal sealed record RunBody(string? Reason, DateTimeOffset? At, bool? Staged, string? Idempotency)
    {
        internal PlanOrder Order => new(Reason ?? "") { At = At, Staged = Staged is true, AtOnce = Staged is false, Idempotency = Idempotency };
    }

    internal sealed record RehearsedBody(string? Build, string? Drill, string? Evidence, string? Reason);

    private static IResult List(PlanDesk desk)
    {
        var all = desk.All.Select(known => (Known: known, Standing: desk.StandingOf(known))).ToList();
        return ConfigAnswers.Json(new { desk.Build, freshness = PlanFreshness.Of([.. all.Select(one => one.Standing)]), plans = all.Select(one => PlanView.Of(one.Known, one.Standing)) });
    }

    private static IResult One(PlanDesk desk, string id) =>
        desk.Find(id) is { } known ? ConfigAnswers.Json(PlanView.Of(known, desk.StandingOf(known))) : Of(PlanAnswer.NoSuchPlan(id), desk, id);

    private static IResult Of(PlanAnswer answer, PlanDesk desk, string id) => answer switch
    {
        PlanAnswer.Done done when desk.Find(id) is { } known => ConfigAnswers.Json(new { done.Changed, plan = PlanView.Of(known, desk.StandingOf(known)) }),
        PlanAnswer.NotFound notFound => ConfigAnswers.NotFound(notFound.Why),
        PlanAnswer.Refused { Code: "refused" } refused => ConfigAnswers.Of(new PublishOutcome.Refused(refused.Why)),
        PlanAnswer.Refused { Code: "reason" or "at" } refused => ConfigAnswers.BadRequest(refused.Why),
        PlanAnswer.Refused refused => ConfigAnswers.Problem(StatusCodes.Status409Conflict, refused.Code, "Not done", refused.Why),
        PlanAnswer.Invalid invalid => ConfigAnswers.Of(new PublishOutcome.Invalid(invalid.Faults)),
        _ => ConfigAnswers.Of(new PublishOutcome.NotKept("the config's store can't be written")),
    };
}
