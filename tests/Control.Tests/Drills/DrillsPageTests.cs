using Microsoft.Extensions.DependencyInjection;
using Seawall.Control.Drills;

namespace Seawall.Control.Tests.Drills;

public sealed class DrillsPageTests
{
    [Fact]
    public async Task Every_drill_is_there_with_what_buyers_saw_and_one_that_never_ran_says_so()
    {
        await using var console = await ConsoleHost.StartAsync(FakeSite.Filled(), add: (services, _) => services.AddSingleton<IDrillReports>(new Reports()));
        using var http = await ConsoleSiteTests.SignedInAsync(console);

        var page = await http.GetStringAsync("/drills");

        Assert.Contains("data-drill=\"cache-catalog\"", page, StringComparison.Ordinal);
        Assert.Contains("1.25 % · 40 ms", page, StringComparison.Ordinal);
        Assert.Contains("too many errors", page, StringComparison.Ordinal);
        Assert.Contains("data-drill=\"control-down\"", page, StringComparison.Ordinal);
    }

    private sealed class Reports : IDrillReports
    {
        public IReadOnlyList<DrillLine> Read() =>
        [
            new DrillLine("cache-catalog", "it holds", "撑得住", "kill cache:catalog", "cache-down-catalog")
            {
                At = DateTimeOffset.UnixEpoch, DetectMs = 2100, Parts = [new DrillPart("fault", 0.0125, 40)], Why = ["too many errors"],
            },
            new DrillLine("control-down", "nobody notices", "无人察觉", "kill role:control", null),
        ];
    }
}
