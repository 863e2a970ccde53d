using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit.Abstractions;

namespace Seawall.System.Tests;

/// <summary>Real processes killed and stopped, and what a webhook hears of it.</summary>
[Collection(nameof(RunningSite))]
public sealed class AlertTests(RunningSite site, ITestOutputHelper output)
{
    private static readonly TimeSpan ToldWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan OverWithin = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_stopped_process_alerts_exactly_once_also_when_the_control_center_died_first()
    {
        await using var hook = new WebhookListener();
        await ConfigAsync("set", "outlet/hook", JsonSerializer.Serialize(new { kind = "webhook", url = hook.Url }), "outlet/log", """{"kind":"log"}""");
        await UntilAsync(hook, TimeSpan.FromSeconds(20), "the outlet is in the copy that the watchdog reads", () => File.Exists(Kept("policy.last-good")) && File.ReadAllText(Kept("policy.last-good")).Contains(hook.Url, StringComparison.Ordinal));
        var before = await site.StatusAsync();

        await FireAsync(hook, "reviews", "killed", () => RunningSite.Kill(before["reviews"].Pid));
        await FireAsync(hook, "shops", "stopped with SIGSTOP", () => Stop(before["shops"].Pid));
        RunningSite.Kill(before["control"].Pid);
        await FireAsync(hook, "groupbuy", "killed right after the control center", () => RunningSite.Kill(before["groupbuy"].Pid));
        await UntilAsync(hook, ToldWithin, "the end of the control center is told", () => hook.Of("process:control").Count > 0);

        string[] victims = ["reviews", "shops", "groupbuy", "control"];
        await UntilAsync(hook, OverWithin, "the end of each trouble is told", () => victims.All(name => hook.Of("process:" + name).Any(told => told.Kind == "resolved")));
        await UntilAsync(hook, OverWithin, "the control center keeps all of them as over", () => PastKeys().IsSupersetOf(victims.Select(name => "process:" + name)));
        foreach (var name in victims)
            Assert.True(hook.Of("process:" + name).Select(told => told.Kind).SequenceEqual(["firing", "resolved"]), $"{name}: {hook}");
        Assert.Contains("host: ", hook.Of("process:reviews")[0].Detail, StringComparison.Ordinal);
        Assert.Contains("diagnosis: ", hook.Of("process:reviews")[0].Detail, StringComparison.Ordinal);
        await ConfigAsync("unset", "outlet/hook");
    }

    private string Kept(string file) => Path.Combine(Path.GetDirectoryName(site.Program.Topology)!, "alerts", file);

    private async Task FireAsync(WebhookListener hook, string name, string how, Action act)
    {
        var clock = Stopwatch.StartNew();
        act();
        await UntilAsync(hook, ToldWithin, $"{name} ({how}) is told", () => hook.Of("process:" + name).Count > 0);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, {how}: told after {clock.Elapsed.TotalSeconds:0.0} s"));
    }

    private HashSet<string> PastKeys()
    {
        if (!File.Exists(Kept("control.desk")))
            return [];
        var text = File.ReadAllText(Kept("control.desk"));
        using var json = JsonDocument.Parse(text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        return [.. json.RootElement.GetProperty("past").EnumerateArray().Select(alert => alert.GetProperty("key").GetString()!)];
    }

    private async Task ConfigAsync(string verb, params string[] arguments)
    {
        var set = await site.Program.RunAsync(TimeSpan.FromSeconds(40), ["config", verb, .. arguments, "--reason", "a test of alerts", "--yes", "--topology", site.Program.Topology]);
        Assert.True(set.ExitCode == 0, $"config {verb}: {set}");
    }

    private static void Stop(int pid)
    {
        using var kill = Process.Start("kill", ["-STOP", pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static async Task UntilAsync(WebhookListener hook, TimeSpan limit, string what, Func<bool> holds)
    {
        using var end = new CancellationTokenSource(limit);
        while (!holds())
        {
            if (end.IsCancellationRequested)
                throw new TimeoutException($"Waited {limit.TotalSeconds:0} s until {what}; told so far: {hook}");
            await Task.Delay(50);
        }
    }
}
