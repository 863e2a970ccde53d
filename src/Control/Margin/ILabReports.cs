using Seawall.Kernel;

namespace Seawall.Control.Margin;

/// <summary>The reports that the lab has kept; the seam to the disk.</summary>
public interface ILabReports
{
    LabReports Read();

    /// <summary>A report's page for people, by its name; null when there is none.</summary>
    string? Page(string name);
}

/// <summary>What the site carries, what the day asks, and which files could not be read.</summary>
public sealed record LabReports
{
    /// <summary>One a database, by name.</summary>
    public IReadOnlyList<CapacityFigures> Capacities { get; init; } = [];

    public MarginFigures? Margin { get; init; }

    /// <summary>Files that are there but can't be read, each with the reason.</summary>
    public IReadOnlyList<DamagedReport> Damaged { get; init; } = [];

    /// <summary>Every report that has a page, newest first.</summary>
    public IReadOnlyList<ReportFile> Pages { get; init; } = [];
}

/// <summary>A report's page and when it was written.</summary>
public sealed record ReportFile(string Name, DateTimeOffset At);

/// <summary>A report that can't be read.</summary>
public sealed record DamagedReport(string File, string Reason);

/// <summary>What a database carries, and what stops it from carrying more.</summary>
public sealed record CapacityFigures
{
    /// <summary>Name of the report.</summary>
    public required string Report { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Database { get; init; }

    public required string Target { get; init; }

    /// <summary>The run was stopped before its end.</summary>
    public bool Interrupted { get; init; }

    /// <summary>Statements a second at the knee.</summary>
    public required Interval KneePerSecond { get; init; }

    public required double KneeConcurrency { get; init; }

    public required string KneeReason { get; init; }

    /// <summary>The knee as a multiple of the busiest second that was logged; zeros when none was.</summary>
    public required Interval Multiple { get; init; }

    /// <summary>What gives way first: cpu, io, locks, hot-row, outside, generator or none.</summary>
    public required string Limit { get; init; }

    public required string LimitEvidence { get; init; }

    public string? LimitFingerprint { get; init; }

    public string? LimitSql { get; init; }

    public IReadOnlyList<CapacityPoint> Steps { get; init; } = [];

    /// <summary>The fitted curve with its band; empty when there was too little to fit.</summary>
    public IReadOnlyList<CapacityCurvePoint> Curve { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>One measured step.</summary>
public sealed record CapacityPoint(double Concurrency, double? OfferedPerSecond, double PerSecond, long P50Micros, long P99Micros, bool Valid, string? Why);

/// <summary>One point of the fitted curve.</summary>
public sealed record CapacityCurvePoint(double Concurrency, Interval PerSecond);

/// <summary>Capacity over what the day asks.</summary>
public sealed record MarginFigures
{
    public required DateTimeOffset At { get; init; }

    /// <summary>What the forecast is of, such as its day and campaign.</summary>
    public string About { get; init; } = "";

    /// <summary>Capacity ÷ forecast in the worst second; null when no capacity was known.</summary>
    public Interval? Margin { get; init; }

    /// <summary>What gives way first; empty when nothing does.</summary>
    public string GivesFirst { get; init; } = "";

    /// <summary>At which second of the day, as the report says it.</summary>
    public string AtSecond { get; init; } = "";

    /// <summary>The whole answer as the report says it.</summary>
    public string Sentence { get; init; } = "";

    public IReadOnlyList<MarginLine> Lines { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>What the day asks of one business or database at its worst second, and how much of it is carried.</summary>
public sealed record MarginLine(string Name, Interval PeakPerSecond, string At, Interval? Margin);
