using Seawall.Gate.Tests.Conformance;
using Xunit.Abstractions;

namespace Seawall.Gate.Tests;

/// <summary>A second of what <c>bench/Conformance</c> does with the whole corpus; every run takes another part of it.</summary>
public sealed class CorpusTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Statements_and_scenarios_get_the_answers_of_a_direct_connection_also_when_they_were_held_back(bool judged)
    {
        int seed = Environment.TickCount & 0xFFFFF;
        output.WriteLine($"seed {seed}");

        ConformanceReport report = await ConformanceRun.RunAsync(new ConformanceOptions(Statements: 60, Scenarios: 120, EverySplit: false, judged, seed, Workers: 2), output.WriteLine);

        Assert.Empty(report.Differences);
        Assert.Equal((60, 240, 120, 240), (report.Statements, report.StatementRuns, report.Scenarios, report.ScenarioRuns));
        Assert.Equal(judged, report.HeldBack > 300);
        Assert.True(report.Splits > 200, $"{report.Splits} splits");
    }

    [Fact]
    public void The_corpus_is_as_large_as_it_is_said_to_be()
    {
        Assert.True(StatementCorpus.All.Count >= 2_000, $"{StatementCorpus.All.Count} statements");
        IReadOnlyList<Scenario> scenarios = [.. SessionScenarios.All, .. StartScenarios.Of("any")];
        Assert.Equal(scenarios.Count, scenarios.DistinctBy(scenario => scenario.Name).Count());
        Assert.True(scenarios.Count >= 300, $"{scenarios.Count} scenarios");
    }
}
