using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Seawall.Client.Config;
using Seawall.Control.Arming;
using Seawall.Control.Config.Gray;
using Seawall.Control.Config.History;
using Seawall.Control.Config.Transfer;
using Seawall.Control.Operators;

namespace Seawall.Control.Config.Api;

/// <summary>Changes, each with <c>?dryRun=true</c> to see what it would do: for operators.</summary>
internal static class ChangeApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/publish", async (HttpContext http, PublishBody body, ChangeCall call, CancellationToken ct, bool dryRun = false) =>
            body.Changes is not { Count: > 0 } || body.Changes.Any(change => change?.Key is null) ? ConfigAnswers.BadRequest("changes must be a list of {\"key\", \"value\"}")
                : await call.EndAsync(http, body.Changes, "publish", body, dryRun, [], ct).ConfigureAwait(false)).RequirePerson(OperatorLevel.Operator);
        api.MapPost("/undo/{number:long}", async (long number, HttpContext http, ChangeBody body, ConfigHistory history, ChangeCall call, CancellationToken ct, bool dryRun = false) =>
            await history.UndoOfAsync(number, ct).ConfigureAwait(false) is { } patch ? await call.EndAsync(http, patch.Changes, "undo", body, dryRun, patch.Kept, ct).ConfigureAwait(false)
                : ConfigAnswers.NotFound($"There is no revision {number}.")).RequirePerson(OperatorLevel.Operator);
        api.MapPost("/rollback/{number:long}", async (long number, HttpContext http, ChangeBody body, ConfigHistory history, ChangeCall call, CancellationToken ct, bool dryRun = false) =>
            await history.RollbackToAsync(number, body.Seen, ct).ConfigureAwait(false) is { } patch ? await call.EndAsync(http, patch.Changes, "rollback", body, dryRun, patch.Kept, ct).ConfigureAwait(false)
                : ConfigAnswers.NotFound($"There is no revision {number} to go back to.")).RequirePerson(OperatorLevel.Operator);
        api.MapPost("/gray", GrayAsync).RequirePerson(OperatorLevel.Operator);
        api.MapPost("/switch", SwitchAsync).RequirePerson(OperatorLevel.Operator);
        api.MapPost("/armed/{id}/cancel", async (string id, DecisionBody body, HttpContext http, IArmedPublisher armed, CancellationToken ct) =>
            string.IsNullOrWhiteSpace(body.Reason) ? ConfigAnswers.BadRequest("A reason is needed.")
                : await armed.CancelAsync(id, Person.Of(http)!.Name, body.Reason, ct).ConfigureAwait(false) ? ConfigAnswers.Json(new { outcome = "disarmed", id })
                : ConfigAnswers.NotFound($"Nothing named {id} is armed and not yet in force.")).RequirePerson(OperatorLevel.Operator);
        api.MapPost("/import", async (HttpContext http, ImportBody body, ChangeCall call, CancellationToken ct, bool dryRun = false) =>
        {
            var changes = ConfigTransfer.Read(body.Content ?? "", call.Current, body.Replace, out var faults);
            return faults.Count > 0 ? ConfigAnswers.Of(new PublishOutcome.Invalid(faults)) : await call.EndAsync(http, changes, "import", body, dryRun, [], ct).ConfigureAwait(false);
        }).RequirePerson(OperatorLevel.Operator);
    }

    private static async Task<IResult> GrayAsync(HttpContext http, GrayBody body, ChangeCall call, CancellationToken ct, bool dryRun = false)
    {
        if (body.Key?.StartsWith(ConfigKeys.Item, StringComparison.Ordinal) != true)
            return ConfigAnswers.BadRequest("A gray release is of an item (item/NAMESPACE/NAME); a switch is turned for some with `seawall switch off KEY --for ROLE`.");
        if (call.Current[body.Key] is not { } item)
            return ConfigAnswers.NotFound($"There is no item {body.Key}.");
        var audience = new Audience(body.Roles ?? [], body.Instances ?? [], body.Percent);
        if (body.Step == "start" && Fault(body.Value) is { } fault)
            return ConfigAnswers.Of(new PublishOutcome.Invalid([new KeyFault(body.Key, "gray.value", fault)]));
        var next = body.Step switch
        {
            "start" => GrayRelease.Start(item, body.Value!, audience),
            "widen" => GrayRelease.Widen(item, audience),
            "finish" => GrayRelease.Finish(item),
            "withdraw" => GrayRelease.Withdraw(item),
            _ => null,
        };
        if (next is not null)
            return await call.EndAsync(http, [new WantedChange(body.Key, next)], "gray-" + body.Step, body, dryRun, [], ct).ConfigureAwait(false);
        return body.Step switch
        {
            "start" => ConfigAnswers.Problem(StatusCodes.Status409Conflict, "gray-under-way", "Under way", $"Another value of {body.Key} is being tried; finish or withdraw it first."),
            "widen" or "finish" or "withdraw" => ConfigAnswers.Problem(StatusCodes.Status409Conflict, "no-gray", "No gray release", $"No other value of {body.Key} is being tried."),
            _ => ConfigAnswers.BadRequest("step must be start, widen, finish or withdraw"),
        };
    }

    private static async Task<IResult> SwitchAsync(HttpContext http, SwitchBody body, ChangeCall call, CancellationToken ct, bool dryRun = false)
    {
        var key = body.Key?.StartsWith(ConfigKeys.Switch, StringComparison.Ordinal) == true ? body.Key : ConfigKeys.Switch + body.Key;
        if (call.Current[key] is not { } flag)
            return ConfigAnswers.NotFound($"There is no switch {key}; `seawall switch list` lists them.");
        if (body.Percent is < 0 or > 100)
            return ConfigAnswers.BadRequest("percent must be 0 to 100");
        return SwitchTurn.Turn(flag, body.On, new Audience(body.Roles ?? [], body.Instances ?? [], body.Percent)) is { } next
            ? await call.EndAsync(http, [new WantedChange(key, next)], body.On ? "switch-on" : "switch-off", body, dryRun, [], ct).ConfigureAwait(false)
            : ConfigAnswers.Problem(StatusCodes.Status409Conflict, "no-on-off", "Not on or off", $"{key} has no variants 'on' and 'off'; set its JSON with `seawall config set`.");
    }

    private static string? Fault(string? json)
    {
        try
        {
            using var document = JsonDocument.Parse(json ?? "");
            return null;
        }
        catch (JsonException e)
        {
            return $"is no JSON: {e.Message}";
        }
    }
}
