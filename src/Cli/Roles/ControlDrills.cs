using Seawall.Control.Drills;
using Seawall.Drills.Runs;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>The drills of <c>deploy/drills</c> and the newest report of each; a file with a fault is left out.</summary>
internal sealed class ControlDrills(SeawallHome home) : IDrillReports
{
    public IReadOnlyList<DrillLine> Read()
    {
        var reports = new ReportFiles(home);
        return [.. DeployFiles.All(Place.Current, "drills").Select(Drill).OfType<Drill>().Select(drill => Line(drill, reports.Find(drill.Id)))];
    }

    private static Drill? Drill(string file)
    {
        try
        {
            return DrillReader.Read(file);
        }
        catch (DrillFileException)
        {
            return null;
        }
    }

    private static DrillLine Line(Drill drill, DrillReport? last) => new(drill.Id, drill.Hypothesis, drill.HypothesisZh, $"{drill.Fault.Kind} {string.Join(", ", drill.Fault.Targets)}", drill.Plan)
    {
        At = last?.At,
        Passed = last is { Passed: true },
        Build = last?.Build ?? "",
        DetectMs = last?.DetectMs,
        DegradeMs = last?.DegradeMs,
        RecoverMs = last?.RecoverMs,
        Parts = [.. (last?.Phases ?? []).Select(part => new DrillPart(part.Phase.ToString().ToLowerInvariant(), part.ErrorRatio, part.P99Micros / 1000.0))],
        Why = last?.Why ?? [],
    };
}
