using Seawall.Lab.Capacity;

namespace Seawall.Lab.Tests;

public sealed class StepRulesTests
{
    [Theory]
    [InlineData(16, 1600, 10_000, 0.2, 0, null)]
    [InlineData(16, 1600, 9_600, 0.2, 0, null)]
    [InlineData(16, 1600, 9_400, 0.2, 0, "Little's law is off by 6.0%: 16.0 in flight, 15.0 accounted for")]
    [InlineData(16, 1600, 10_000, 0.7, 0, "the generator used 70% of its core")]
    [InlineData(16, 1600, 10_000, 0.2, 3, "3 were due and never sent: all lanes were busy")]
    [InlineData(16, 0, 0, 0.2, 0, "nothing was answered")]
    public void A_step_counts_only_when_both_rules_hold(double concurrency, double perSecond, double meanMicros, double generator, long dropped, string? why)
    {
        StepVerdict verdict = StepRules.Judge(concurrency, perSecond, meanMicros, generator, dropped);
        Assert.Equal((why is null, why), (verdict.Valid, verdict.Why));
    }
}
