using System.Text.Json;
using Xunit.Abstractions;

namespace Seawall.System.Tests;

/// <summary>Real processes killed with SIGKILL while shoppers buy.</summary>
[Collection(nameof(RunningSite))]
public sealed class KillTests(RunningSite site, ITestOutputHelper output)
{
    private const string Watchdog = "watchdog";

    [Fact]
    public async Task Every_process_comes_back_and_no_acknowledged_order_is_lost()
    {
        using var traffic = site.Program.Start("traffic", "--shoppers", "12", "--duration", "5m", "--seed", "11", "--topology", site.Program.Topology);
        var ended = SeawallProgram.EndAsync(traffic, TimeSpan.FromMinutes(6), "traffic");

        var before = await site.StatusAsync();
        foreach (var victim in before.Values.Where(p => p.Name != Watchdog && p.Pid > 0))
        {
            RunningSite.Kill(victim.Pid);
            var took = await site.UntilAsync($"{victim.Name} is back", now => now[victim.Name] is { State: "healthy" } back && back.Pid != victim.Pid);
            output.WriteLine($"{victim.Name}: back after {took.TotalSeconds:0.0} s");
        }

        // As long as there is something to kill, however quick the machine is. Who asks it to end has the books compared all the same; 1 would say that they differ.
        Assert.False(ended.IsCompleted, "the shoppers were gone before the last kill");
        RunningSite.Terminate(traffic.Id);
        var result = await ended;
        Assert.True(result.ExitCode == 130, $"the ledger and the database must agree: {result}");
    }

    [Fact]
    public async Task Caches_taken_down_in_a_traffic_run_stay_down_for_their_time_and_come_back_and_nothing_else_is_killed()
    {
        string[] caches = ["redis-channels", "redis-shops"];
        var before = await site.StatusAsync();

        var run = await site.Program.RunAsync(
            TimeSpan.FromMinutes(2), "traffic", "--shoppers", "8", "--duration", "10s", "--think", "200ms", "--outage", string.Join(',', caches),
            "--outage-at", "2s", "--outage-for", "3s", "--json", "--topology", site.Program.Topology);

        Assert.True(run.ExitCode == 0, $"traffic: {run}");
        using var json = JsonDocument.Parse(run.Output);
        var outage = json.RootElement.GetProperty("outage");
        Assert.Equal(["before", "during", "after"], outage.GetProperty("phases").EnumerateArray().Select(phase => phase.GetProperty("phase").GetString()));
        Assert.True(outage.GetProperty("backAt").GetDateTimeOffset() - outage.GetProperty("killedAt").GetDateTimeOffset() >= TimeSpan.FromSeconds(3), outage.GetRawText());
        var after = await site.StatusAsync();
        Assert.Equal(caches, before.Values.Where(p => after[p.Name].Pid != p.Pid).Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.All(caches, name => Assert.Equal("healthy", after[name].State));
    }

    [Fact]
    public async Task A_killed_watchdog_leaves_the_shop_serving_and_the_next_up_adopts_it()
    {
        var before = await site.StatusAsync();
        RunningSite.Kill(before[Watchdog].Pid);
        await site.UntilAsync("the watchdog is gone", now => !now.TryGetValue(Watchdog, out var w) || w.State != "healthy");

        using var http = new HttpClient();
        var status = await site.Program.RunAsync(TimeSpan.FromSeconds(20), "status", "--json");
        using var json = global::System.Text.Json.JsonDocument.Parse(status.Output);
        var storefront = json.RootElement.GetProperty("addresses").GetProperty("storefront").GetString()!;
        Assert.True((await http.GetAsync(storefront)).IsSuccessStatusCode);

        var up = await site.UpAsync();
        Assert.True(up.ExitCode == 0, $"up: {up}");
        var after = await site.StatusAsync();
        Assert.All(before.Values.Where(p => p.Name != Watchdog), p => Assert.Equal((p.Pid, "healthy"), (after[p.Name].Pid, after[p.Name].State)));
        Assert.NotEqual(before[Watchdog].Pid, after[Watchdog].Pid);
    }
}
