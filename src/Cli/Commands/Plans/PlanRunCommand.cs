using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seawall.Cli;

/// <summary><c>seawall plan run</c>: puts a plan in force and waits for its check. Exit code 3 when the check undid it or it did not come into force.</summary>
internal static class PlanRunCommand
{
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(10);

    public static Command Create()
    {
        var at = new Option<DateTimeOffset?>("--at") { Description = "The moment it is to come into force; unset, as soon as all processes hold it", HelpName = "TIME" };
        var staged = new Option<bool>("--staged") { Description = "Step by step (canary, 5 %, all) also when it was rehearsed on this build" };
        var atOnce = new Option<bool>("--at-once") { Description = "At once also when it was not; another person must have armed it" };
        var once = new Option<string>("--once") { Description = "A name for this run: wanted twice, it is run once", HelpName = "NAME" };
        var noWait = new Option<bool>("--no-wait") { Description = "Do not wait for the check" };
        var acts = new PlanActs("Run it?");
        var command = new ExampleCommand("run", "Put a plan in force; exit code 3 when its check undid it")
        {
            Examples =
            [
                "seawall plan run cache-down-catalog --reason \"redis-catalog is down\" --yes",
                "seawall plan run database-slow-main --at 2026-11-11T00:05:00+08:00 --reason \"agreed\" --yes --no-wait",
                "seawall plan run flood-batch --dry-run",
            ],
        };
        acts.AddTo(command);
        command.Add(at);
        command.Add(staged);
        command.Add(atOnce);
        command.Add(once);
        command.Add(noWait);
        command.SetAction((parsed, ct) =>
        {
            var body = new JsonObject { ["idempotency"] = parsed.GetValue(once) };
            if (parsed.GetValue(staged) && parsed.GetValue(atOnce))
            {
                throw new CommandException("--staged and --at-once are opposites", ExitCode.Usage);
            }
            if (parsed.GetValue(staged) || parsed.GetValue(atOnce))
            {
                body["staged"] = parsed.GetValue(staged);
            }
            if (parsed.GetValue(at) is { } moment)
            {
                body["at"] = moment;
            }
            TimeSpan patience = _longest + (parsed.GetValue(at) is { } later && later > TimeProvider.System.GetUtcNow() ? later - TimeProvider.System.GetUtcNow() : TimeSpan.Zero);
            Func<HttpClient, string, Task<JsonElement>>? follow = parsed.GetValue(noWait) ? null : (http, plan) => new PlanFollower(http, TimeProvider.System).FollowAsync(plan, patience, undoing: false, ct);
            return acts.ActAsync(parsed, "run", body, "/preview", PlanPreviewCommand.Write, follow, Code, ct);
        });
        return command;
    }

    private static int Code(JsonElement plan) =>
        plan.GetProperty("activation") is { ValueKind: JsonValueKind.Object } run && run.GetProperty("phase").GetString() is "failed" or "undone" or "undoing" ? ExitCode.ThresholdMissed : ExitCode.Ok;
}
