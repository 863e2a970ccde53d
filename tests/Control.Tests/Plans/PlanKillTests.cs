using Seawall.Control.Plans;
using Seawall.Control.Tests.Config;

namespace Seawall.Control.Tests.Plans;

/// <summary>Real processes that are killed in the middle of a plan: what comes after them completes it or takes it back, and never leaves half of it.</summary>
public sealed class PlanKillTests
{
    private const int Switches = 200;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("run", "before", true)]
    [InlineData("run", "after", true)]
    [InlineData("undo", "before", false)]
    [InlineData("undo", "after", false)]
    public async Task A_killed_control_center_completes_what_it_began(string act, string point, bool isOff)
    {
        using var bench = new PlanBench();
        string[] keys = [.. Enumerable.Range(0, Switches).Select(n => $"switch/a.f{n}")];
        await bench.SetAsync([.. keys.Select(key => (key, (string?)Flags.Of("G3")))]);
        await bench.PlanAsync(PlanVictim.Plan, string.Join(",", keys.Select(key => $$"""{"kind":"switch","key":"{{key}}","off":true}""")));
        await bench.RehearseAsync(PlanVictim.Plan);
        var before = keys.Select(key => bench.Store.Current[key]).ToList();
        if (act == "undo")
            await bench.RunAsync(PlanVictim.Plan);
        var runs = (bench.Desk.Find(PlanVictim.Plan)!.Run.Last?.Number ?? 0) + (act == "run" ? 1 : 0);
        bench.Store.Dispose();
        using (var victim = PlanVictim.Start(bench.Folder, act, point))
        {
            Assert.Equal("here", await victim.StandardOutput.ReadLineAsync().WaitAsync(Limit));
            victim.Kill();
            await victim.WaitForExitAsync().WaitAsync(Limit);
        }

        bench.Restart();
        var found = keys.Count(key => bench.Store.Current[key]!.Contains("\"defaultVariant\":\"off\"", StringComparison.Ordinal));
        await bench.PassAsync(1);

        Assert.Equal(point == "before" == isOff ? 0 : Switches, found);
        Assert.Equal((runs, isOff ? PlanPhase.Checking : PlanPhase.Undone), (bench.Last(PlanVictim.Plan).Number, bench.Last(PlanVictim.Plan).Phase));
        if (isOff)
            Assert.All(keys, key => Assert.Contains("\"defaultVariant\":\"off\"", bench.Store.Current[key], StringComparison.Ordinal));
        else
            Assert.Equal(before, keys.Select(key => bench.Store.Current[key]));
        Assert.Null(await bench.History.VerifyAsync(default));
    }
}
