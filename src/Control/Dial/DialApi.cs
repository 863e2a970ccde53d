using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Control.Config;
using Seawall.Control.Config.Api;
using Seawall.Control.Dial.Steering;
using Seawall.Control.Operators;

namespace Seawall.Control.Dial;

/// <summary><c>/api/dial</c>: where the dial stands, what a move would do, and moving it.</summary>
internal static class DialApi
{
    /// <param name="Level">Where to, for <c>to</c>.</param>
    /// <param name="Expected">The level it must stand at; null for wherever it stands.</param>
    internal sealed record MoveBody(int? Level, int? Expected, string? Reason, string? Idempotency);

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/dial").AddEndpointFilter(ConfigApi.TellOfTheDisk);
        api.MapGet("", (DialDesk desk, SteeringWork steering) => ConfigAnswers.Json(DialView.Of(desk.Current, desk.Ladder, steering.Now))).RequirePerson(OperatorLevel.Viewer);
        api.MapGet("/preview", Preview).RequirePerson(OperatorLevel.Viewer);
        api.MapPost("/up", (MoveBody body, HttpContext http, DialDesk desk, CancellationToken ct) => MoveAsync(http, desk, body, (body.Expected ?? desk.State.Level) + 1, ct)).RequirePerson(OperatorLevel.Operator);
        api.MapPost("/down", (MoveBody body, HttpContext http, DialDesk desk, CancellationToken ct) => MoveAsync(http, desk, body, Math.Max(0, (body.Expected ?? desk.State.Level) - 1), ct)).RequirePerson(OperatorLevel.Operator);
        api.MapPost("/to", async (MoveBody body, HttpContext http, DialDesk desk, CancellationToken ct) => body.Level is { } level and >= 0
            ? await MoveAsync(http, desk, body, level, ct).ConfigureAwait(false) : ConfigAnswers.BadRequest("level must be 0 or more")).RequirePerson(OperatorLevel.Operator);
    }

    private static IResult Preview(DialDesk desk, TimeProvider time, int? to)
    {
        var (config, wanted) = (desk.Current, to ?? desk.State.Level + 1);
        if (desk.Plan(wanted, "nobody", "a preview", out var problem) is { } move)
            return ConfigAnswers.Json(DialPreview.Of(config, move, time.GetUtcNow()));
        return problem is PublishOutcome.Published ? ConfigAnswers.Json(new DialPreview(wanted, wanted, [], [])) : ConfigAnswers.Of(problem!);
    }

    private static async Task<IResult> MoveAsync(HttpContext http, DialDesk desk, MoveBody body, int to, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(body.Reason))
            return ConfigAnswers.BadRequest("say why: reason is empty");
        var ended = await desk.MoveAsync(to, body.Expected, body.Reason.Trim(), body.Idempotency, http.Connection.RemoteIpAddress?.ToString(), Person.Of(http)!, ct).ConfigureAwait(false);
        return ended.Outcome is PublishOutcome.Published published
            ? ConfigAnswers.Json(new
            {
                outcome = ended.Move is null ? "unchanged" : "published",
                published.Revision,
                desk.State.Level,
                switches = ended.Move?.Switches.Count() ?? 0,
                kept = ended.Move?.Kept ?? [],
                ended.ActiveAt,
            })
            : ConfigAnswers.Of(ended.Outcome);
    }
}
