namespace Seawall.Control.Drills;

/// <summary>The site's drills and how each went last; the seam to the disk.</summary>
public interface IDrillReports
{
    IReadOnlyList<DrillLine> Read();
}

/// <summary>A drill as the page shows it. Times in milliseconds, null for what was not seen.</summary>
public sealed record DrillLine(string Id, string Hypothesis, string HypothesisZh, string Fault, string? Plan)
{
    /// <summary>When it ran last; null before the first time.</summary>
    public DateTimeOffset? At { get; init; }

    public bool Passed { get; init; }

    public string Build { get; init; } = "";

    public long? DetectMs { get; init; }

    public long? DegradeMs { get; init; }

    public long? RecoverMs { get; init; }

    /// <summary>What buyers saw, part by part: the share of errors, 0..1, and p99 in milliseconds.</summary>
    public IReadOnlyList<DrillPart> Parts { get; init; } = [];

    /// <summary>What was not as it must be.</summary>
    public IReadOnlyList<string> Why { get; init; } = [];
}

/// <summary>One part of a drill: <c>before</c>, <c>fault</c>, <c>plan</c> or <c>after</c>.</summary>
public sealed record DrillPart(string Phase, double ErrorRatio, double P99Ms);

/// <summary>A site without drills.</summary>
internal sealed class NoDrills : IDrillReports
{
    public IReadOnlyList<DrillLine> Read() => [];
}
