using Seawall.Drills.Runs;

namespace Seawall.Drills.Tests.Runs;

public sealed class DrillJudgeTests
{
    [Theory]
    [InlineData(0, 9, 0, "plan", null)]
    [InlineData(1, 0, 0, "plan", "in the part 'before'")]
    [InlineData(0, 0, 1, "plan", "in the part 'plan'")]
    [InlineData(0, 9, 0, null, "in the part 'fault'")]
    public void Errors_count_before_and_under_the_plan_and_in_the_fault_where_there_is_none(long before, long fault, long under, string? plan, string? why)
    {
        var figures = new List<DrillPhaseFigures> { FakeDrillTraffic.Figures(DrillPhase.Before, before), FakeDrillTraffic.Figures(DrillPhase.Fault, fault), FakeDrillTraffic.Figures(DrillPhase.Plan, under) };
        var found = DrillJudge.Why(Drill(), Report(figures, plan));
        if (why is null)
            Assert.Empty(found);
        else
            Assert.Contains(why, Assert.Single(found), StringComparison.Ordinal);
    }

    [Fact]
    public void Recovery_detection_books_and_a_flood_that_is_let_in_count_too()
    {
        var drill = Drill() with { Fault = new DrillFault { Kind = "flood", Targets = ["catalog"] }, Limits = new DrillLimits { RecoverSeconds = 5, MustBeDetected = true, FloodRefused = 0.5 } };
        var report = Report([FakeDrillTraffic.Figures(DrillPhase.Before, 0), FakeDrillTraffic.Figures(DrillPhase.Plan, 0)], "plan") with { RecoverMs = 5001, DetectMs = null, FloodRefused = 0.4, Books = ["an order is lost"] };
        Assert.Equal(4, DrillJudge.Why(drill, report).Count);
        Assert.Contains("not seen steady", Assert.Single(DrillJudge.Why(Drill(), report with { RecoverMs = null, Books = [] })), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 500, null)]
    [InlineData(2, 500, "trade: 2.00 % errors in the part 'fault', at most 1 % are allowed")]
    [InlineData(1, 501, "trade: p99 501 ms in the part 'fault', at most 500 ms are allowed")]
    public void A_business_with_an_objective_is_judged_by_its_own_shoppers(long errors, long p99Ms, string? why)
    {
        var drill = Drill() with { Limits = new DrillLimits { ErrorRatio = 1, Businesses = new Dictionary<string, DrillObjective> { ["trade"] = new() { ErrorRatio = 0.01, P99Ms = 500 } } } };
        var fault = FakeDrillTraffic.Figures(DrillPhase.Fault, 9) with { Businesses = [new("groupbuy", 100, 90, 0.9, 1, 9_000_000), new("trade", 100, errors, errors / 100.0, 1, p99Ms * 1000)] };
        var found = DrillJudge.Why(drill, Report([FakeDrillTraffic.Figures(DrillPhase.Before, 0), fault], plan: null));
        Assert.Equal(why is null ? [] : [why], found);
        Assert.Equal(["trade: no request was sent in the part 'fault'"], DrillJudge.Why(drill, Report([FakeDrillTraffic.Figures(DrillPhase.Before, 0), fault with { Businesses = [] }], plan: null)));
    }

    private static Drill Drill() => new() { Hypothesis = "it holds", HypothesisZh = "撑得住", Fault = new DrillFault { Kind = "kill", Targets = ["redis"] } };

    private static DrillReport Report(IReadOnlyList<DrillPhaseFigures> figures, string? plan) => new(
        "cache", "1", DateTimeOffset.UnixEpoch, "build", "site", 1, "tests", "a test", "it holds", "kill redis", plan, figures, 1, "probe", 1, 1, plan is null ? null : true, null, [], false, []);
}
