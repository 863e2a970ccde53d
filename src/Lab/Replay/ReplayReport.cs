using Seawall.Lab.Comparing;

namespace Seawall.Lab.Replay;

/// <summary>What a replay did, how true it was to the log, and what came out differently.</summary>
public sealed record ReplayReport
{
    public required string Mode { get; init; }
    public required string Order { get; init; }
    public required int Lanes { get; init; }
    public required string Target { get; init; }

    /// <summary>The run was stopped before the log's end or its duration; the figures are of what was run.</summary>
    public required bool Interrupted { get; init; }
    public required int Passes { get; init; }
    public required long Units { get; init; }

    /// <summary>Units whose connection was lost under them, or that were given up at the end.</summary>
    public required long UnitsCut { get; init; }
    public required long Statements { get; init; }

    /// <summary>Statements that an error before them in their pipeline kept from running.</summary>
    public required long NotRun { get; init; }

    /// <summary>From the moment all lanes were ready to the moment no unit was left to hand out.</summary>
    public required double Seconds { get; init; }
    public required double StatementsPerSecond { get; init; }
    public required FlightReport InFlight { get; init; }
    public required long OrderViolations { get; init; }

    /// <summary>How much earlier than a unit already started one was captured, in captured seconds.</summary>
    public required SpreadReport ReorderSeconds { get; init; }

    /// <summary>Share of statements that would have to change fingerprint to make the replayed mix the log's; 0 after whole passes.</summary>
    public required double DigestMixDifference { get; init; }
    public required ErrorReport Errors { get; init; }
    public required RowReport Rows { get; init; }
    public required LatencyReport LatencyMicros { get; init; }

    /// <summary>Barrier mode: microseconds from the first send of a round to its last.</summary>
    public SpreadReport? ReleaseSkewMicros { get; init; }
    public long? Rounds { get; init; }

    /// <summary>The run in up to 600 slices of equal length.</summary>
    public required IReadOnlyList<SliceReport> Timeline { get; init; }

    /// <summary>Statements of the lanes that were not sent because of how the run was asked for, by reason.</summary>
    public required IReadOnlyList<LeftOutReport> LeftOut { get; init; }

    /// <summary>What a relay of its own between lanes and target counted.</summary>
    public RelayedReport? Relay { get; init; }

    /// <summary>Queries that set up a session state on a lane; no statements of the log.</summary>
    public required long Preludes { get; init; }
    public required long PreludeErrors { get; init; }
    public string? PreludeError { get; init; }
    public required long LanesLost { get; init; }
    public required double CpuMicrosPerStatement { get; init; }

    /// <summary>Scheduling the sending thread was given; null when the system did not let it be raised.</summary>
    public string? Priority { get; init; }
    /// <summary>The file every statement's outcome was kept in.</summary>
    public string? RecordedTo { get; init; }

    /// <summary>Statement by statement beside a recorded run.</summary>
    public ComparedReport? Compared { get; init; }
    public required IReadOnlyList<string> Notes { get; init; }
    public required IReadOnlyList<DigestReport> Digests { get; init; }
    public required IReadOnlyList<ErrorSampleReport> ErrorSamples { get; init; }
}

/// <summary>Requests sent and not yet answered, weighted by time; head and tail lie outside.</summary>
public sealed record FlightReport(double Mean, double Share95, StretchReport Head, StretchReport Tail);

/// <summary>A part of the run left out of the figures.</summary>
public sealed record StretchReport(double Seconds, double Mean);

public sealed record SpreadReport(double Mean, double Max);

/// <summary>A slice of the run: when it ended, and what it held.</summary>
public sealed record SliceReport(double Seconds, double StatementsPerSecond, double InFlight, long NewErrors);

/// <summary>Statements left out for one reason, with the fingerprint that had most of them.</summary>
public sealed record LeftOutReport(string Reason, long Statements, string Sql);

/// <summary>Counted by the relay.</summary>
public sealed record RelayedReport(RelayedFlightReport InFlight);

/// <summary>Requests in flight by slices of 100 ms, without the first and the last.</summary>
public sealed record RelayedFlightReport(int Lanes, double Seconds, double Mean, double Least, double Share95, IReadOnlyList<double> Slices);

/// <summary>Against the log: the same error, one it did not have, one that did not come again, another; and statements refused only because their transaction had failed.</summary>
public sealed record ErrorReport(long Same, long New, long Gone, long Other, long AfterError);

public sealed record RowReport(long Same, long Different, long Unknown);

public sealed record LatencyReport(double Mean, long P50, long P95, long P99, long Max);

/// <summary>One fingerprint, captured beside replayed.</summary>
public sealed record DigestReport
{
    public required string Fingerprint { get; init; }
    public required string Sql { get; init; }
    public required long Statements { get; init; }
    public required LatencyReport? CapturedMicros { get; init; }
    public required LatencyReport ReplayedMicros { get; init; }
    public required long NewErrors { get; init; }
    public required long GoneErrors { get; init; }
    public required long DifferentRows { get; init; }
    public required long NotRun { get; init; }
}

public sealed record ErrorSampleReport(string Fingerprint, string Sql, string SqlState, string Message, long Count);
