using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Client.Config;
using Seawall.Client.Config.Emergency;
using Seawall.Client.Config.Kept;
using Seawall.Client.Switches;
using Seawall.Control.Config.Gray;
using Seawall.Mall.Contracts.Features;
using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary>
/// Kills every control process of a running site and keeps them down for a moment: a service that starts meanwhile must have its switches, and a break-glass act
/// must take effect. Both are tried with switches that are off for reports alone. The outage is a lease of the watchdog's, so a drill that dies leaves nothing down.
/// </summary>
internal sealed class CenterDrill(Place place, SiteTopology topology, HttpClient control, SiteSwitches site, TimeProvider time)
{
    private const string Role = "batch";
    private const string Reason = "drill: every control process dead";
    private static readonly TimeSpan Outage = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    public async Task<CenterFinding> RunAsync(CancellationToken ct)
    {
        var (_, flags) = await site.FlagsAsync(ct).ConfigureAwait(false);
        var host = topology.Processes.FirstOrDefault(process => OwnSwitches(process, flags).Length >= 2)
            ?? throw new CommandException("no process of this site has two switches that are not core in the config center; `seawall switch check` tells what is missing");
        var keys = OwnSwitches(host, flags);
        var (kept, broken) = (keys[0], keys[1]);
        string[] centers = [.. topology.Processes.Where(process => process.Role == ProcessNode.ControlRole).Select(process => process.Name)];
        var outage = new ServiceOutage(place.Home, centers, time);
        if (outage.Fault() is { } fault)
            throw new CommandException(fault);

        // 1. A change that the service is to remember.
        var revision = await PublishAsync(kept, TurnedOff(flags[kept]), ct).ConfigureAwait(false);
        await UntilAsync($"{host.Name} keeps revision {revision} on its disk", () => Task.FromResult(KeptBy(host) >= revision), ct).ConfigureAwait(false);
        CenterFinding finding;
        EmergencyAct? act = null;
        var acts = new BreakGlassActs(place, topology);
        try
        {
            // 2. Every control process is gone; the service starts anew without one.
            Tell($"{string.Join(", ", centers)} killed and held");
            await outage.TakeDownAsync(Outage, Reason, ct).ConfigureAwait(false);
            await RestartAsync(host.Name, ct).ConfigureAwait(false);
            var view = (await site.ViewsAsync(ct).ConfigureAwait(false)).GetValueOrDefault(host.Name);
            Tell($"{host.Name} started anew, at revision {view?.Revision}");

            // 3. The glass is broken.
            act = acts.Compose([$"{ConfigKeys.Switch}{broken}={TurnedOff(flags[broken])}"], [], Reason, OperatorOptions.LocalPerson());
            var expected = acts.Running();
            var began = time.GetTimestamp();
            acts.Folder.Drop(act);
            await UntilAsync("every process has the act in force", async () =>
                !expected.Except(acts.Folder.Receipts(act.Id).Select(receipt => receipt.Instance)).Any()
                && IsOff((await site.ViewsAsync(ct).ConfigureAwait(false)).GetValueOrDefault(host.Name), broken), ct).ConfigureAwait(false);
            var seen = (long)time.GetElapsedTime(began).TotalMilliseconds;
            var last = acts.Folder.Receipts(act.Id).Max(receipt => receipt.At) - act.At;
            finding = new CenterFinding(centers, host.Name, revision, view?.Revision ?? -1, IsOff(view, kept), expected.Count, (long)last.TotalMilliseconds, seen);
            Tell($"the act is in force in {expected.Count} processes after {finding.BreakGlassMs} ms");
        }
        finally
        {
            outage.LetGo();
        }

        // 4. The control processes are back: the act is history, and all is put back as it was.
        await outage.WaitBackAsync(Outage, ct).ConfigureAwait(false);
        await UntilAsync("the act is merged into the history", () => Task.FromResult(acts.Folder.OutcomeOf(act.Id) is not null), ct).ConfigureAwait(false);
        var outcome = acts.Folder.OutcomeOf(act.Id);
        await PublishAsync(kept, flags[kept], ct).ConfigureAwait(false);
        await PublishAsync(broken, flags[broken], ct).ConfigureAwait(false);
        var (_, after) = await site.FlagsAsync(ct).ConfigureAwait(false);
        return finding with { MergedRevision = outcome?.Revision ?? -1, Undone = after[kept] == flags[kept] && after[broken] == flags[broken] };
    }

    private static string[] OwnSwitches(ProcessNode process, IReadOnlyDictionary<string, string> flags) =>
        [.. SiteSwitches.NonCore.Where(key => flags.ContainsKey(key) && process.Businesses.Contains(key.Split('.')[0]))];

    private static string TurnedOff(string flag) => SwitchTurn.Turn(flag, on: false, new Audience([Role], [], 0)) ?? throw new CommandException($"a switch cannot be turned for {Role} alone: {flag}");

    private static bool IsOff(SwitchesView? view, string key) => view?.Switches.FirstOrDefault(known => known.Key == key)?.Off.Contains(Role) == true;

    private static void Tell(string line) => Console.Error.WriteLine(line);

    private long KeptBy(ProcessNode process) =>
        new LastKnownGood(new DirectoryInfo(place.Home.StateOf(process.Name)), LastKnownGood.KeyOf(ConfigCenter.Token(Secrets.In(place.Home)))).Peek()?.Revision ?? -1;

    private async Task RestartAsync(string process, CancellationToken ct)
    {
        var restart = new ServiceOutage(place.Home, [process], time);
        try
        {
            await restart.TakeDownAsync(Outage, Reason, ct).ConfigureAwait(false);
        }
        finally
        {
            restart.LetGo();
        }
        await restart.WaitBackAsync(Outage, ct).ConfigureAwait(false);
    }

    private async Task<long> PublishAsync(string key, string flag, CancellationToken ct)
    {
        var answer = await ApiOptions.PostAsync(control, "/api/config/publish", new JsonObject
        {
            ["reason"] = Reason,
            ["changes"] = new JsonArray(new JsonObject { ["key"] = ConfigKeys.Switch + key, ["value"] = flag }),
        }, ct).ConfigureAwait(false);
        return answer.TryGetProperty("revision", out var revision) && revision.ValueKind == JsonValueKind.Number ? revision.GetInt64() : (await site.FlagsAsync(ct).ConfigureAwait(false)).Revision;
    }

    private async Task UntilAsync(string what, Func<Task<bool>> holds, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        while (!await holds().ConfigureAwait(false))
        {
            if (time.GetElapsedTime(began) > Longest)
                throw new CommandException($"waited {Longest.TotalSeconds:0} s in vain until {what}");
            await Task.Delay(Pace, time, ct).ConfigureAwait(false);
        }
    }
}

/// <summary>What was seen while every control process was dead.</summary>
/// <param name="Center">The control processes that were killed.</param>
/// <param name="Restarted">The service that was killed as well and started anew meanwhile.</param>
/// <param name="Published">The revision that it had before, with a switch off for reports.</param>
/// <param name="Revision">The revision that it has since its start; -1 when it did not tell.</param>
/// <param name="Kept">Whether that switch is off after the start.</param>
/// <param name="Processes">Processes that had to take the break-glass act.</param>
/// <param name="BreakGlassMs">From the act until the last of them had it in force, by their receipts.</param>
/// <param name="SeenMs">The same as seen by asking, polls included.</param>
internal sealed record CenterFinding(IReadOnlyList<string> Center, string Restarted, long Published, long Revision, bool Kept, int Processes, long BreakGlassMs, long SeenMs)
{
    /// <summary>The revision by which the act is in the history; -1 when it is not.</summary>
    public long MergedRevision { get; init; } = -1;

    /// <summary>Whether both switches hold what they held before, byte for byte.</summary>
    public bool Undone { get; init; }

    public bool IsGood => Kept && Revision >= Published && BreakGlassMs is >= 0 and <= 1000 && MergedRevision > 0 && Undone;
}
