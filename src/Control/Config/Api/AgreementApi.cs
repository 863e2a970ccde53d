using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Config.Proposals;
using Seawall.Control.Operators;

namespace Seawall.Control.Config.Api;

/// <summary>What waits for a second person, and who the persons are.</summary>
internal static class AgreementApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/proposals", async (ConfigDesk desk, CancellationToken ct) => ConfigAnswers.Json(new { proposals = (await desk.ProposalsAsync(ct).ConfigureAwait(false)).Select(Shown) })).RequirePerson(OperatorLevel.Viewer);
        api.MapPost("/proposals/{number:long}/approve", async (long number, DecisionBody body, HttpContext http, ConfigDesk desk, CancellationToken ct) =>
            ConfigAnswers.Of(await desk.ApproveAsync(number, body.Reason, Person.Of(http)!, Source(http), ct).ConfigureAwait(false))).RequirePerson(OperatorLevel.Approver);
        api.MapPost("/proposals/{number:long}/reject", async (long number, DecisionBody body, HttpContext http, ConfigDesk desk, CancellationToken ct) =>
            await desk.RejectAsync(number, body.Reason, Person.Of(http)!, Source(http), ct).ConfigureAwait(false) is { } why
                ? ConfigAnswers.Of(new PublishOutcome.Refused(why)) : ConfigAnswers.Json(new { outcome = "rejected", proposal = number })).RequirePerson(OperatorLevel.Operator);
    }

    public static void MapOperators(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/operators", (OperatorBook book) => ConfigAnswers.Json(new { operators = book.All.Values.Select(known => new { known.Name, known.Level, known.By, known.Since }) })).RequirePerson(OperatorLevel.Viewer);
        app.MapPost("/api/operators", async (OperatorBody body, HttpContext http, OperatorDesk desk, CancellationToken ct) =>
        {
            if (!Enum.TryParse<OperatorLevel>(body.Level, ignoreCase: true, out var level) || !Enum.IsDefined(level))
                return ConfigAnswers.BadRequest("level must be viewer, operator or approver");
            var (token, outcome) = await desk.AddAsync(body.Name, level, body.Reason, Person.Of(http)!, Source(http), ct).ConfigureAwait(false);
            return outcome switch
            {
                PublishOutcome.Published => ConfigAnswers.Json(new { outcome = "added", body.Name, level, token }),
                PublishOutcome.Waits waits => ConfigAnswers.Json(new { outcome = "waits", body.Name, level, token, waits.Proposal, waits.Why }, StatusCodes.Status202Accepted),
                _ => ConfigAnswers.Of(outcome),
            };
        }).RequirePerson(OperatorLevel.Approver);
        app.MapPost("/api/operators/{name}/remove", async (string name, DecisionBody body, HttpContext http, OperatorDesk desk, CancellationToken ct) =>
            ConfigAnswers.Of(await desk.RemoveAsync(name, body.Reason, Person.Of(http)!, Source(http), ct).ConfigureAwait(false))).RequirePerson(OperatorLevel.Approver);
    }

    // The hash of a new person's token is nobody's business.
    private static object Shown(Proposal proposal) => new
    {
        proposal.Number,
        proposal.At,
        proposal.Expires,
        proposal.State,
        proposal.Actor,
        proposal.Reason,
        proposal.Why,
        proposal.Action,
        changes = proposal.Action == OperatorDesk.Action ? [.. proposal.Changes.Select(change => change with { Value = null })] : proposal.Changes,
        proposal.DecidedBy,
        proposal.DecidedAt,
        proposal.Decision,
        proposal.Revision,
    };

    private static string? Source(HttpContext http) => http.Connection.RemoteIpAddress?.ToString();
}
