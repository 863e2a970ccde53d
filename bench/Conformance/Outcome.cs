using System.Globalization;
using Seawall.Gate.Tests.Conformance;

namespace Seawall.ConformanceBench;

/// <summary>What a run compared.</summary>
/// <param name="StatementRuns">Statements times the ways each was sent.</param>
/// <param name="Splits">Places at which scripts were cut in two, and scripts sent a byte at a time.</param>
/// <param name="HeldBack">Statements that a judge let wait.</param>
/// <param name="Explained">By explanation, how often it was needed.</param>
/// <param name="Unexplained">Answers that differ from the server's own without a reason.</param>
internal sealed record Outcome(
    int Seed, long Statements, long StatementRuns, long Scenarios, long ScenarioRuns, long Splits, long HeldBack, long BytesCompared, IReadOnlyDictionary<string, int> Explained, int Unexplained,
    IReadOnlyList<Difference> Differences, double Seconds)
{
    private const int Shown = 50;

    public static Outcome Of(ConformanceReport report, ConformanceOptions options, double seconds) => new(
        options.Seed, report.Statements, report.StatementRuns, report.Scenarios, report.ScenarioRuns, report.Splits, report.HeldBack, report.BytesCompared,
        new SortedDictionary<string, int>(report.Explained.ToDictionary(), StringComparer.Ordinal), report.Differences.Count, [.. report.Differences.Take(Shown)], seconds);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Statements} statements in {StatementRuns} runs, {Scenarios} scenarios in {ScenarioRuns} runs, {Splits} splits, {HeldBack} statements held back, {BytesCompared} bytes compared, {Explained.Values.Sum()} explained differences, {Unexplained} unexplained; {Seconds} s");
}
