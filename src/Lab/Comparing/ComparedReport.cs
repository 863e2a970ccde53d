namespace Seawall.Lab.Comparing;

/// <summary>A run beside one that was recorded: which statements came out differently, statement by statement.</summary>
public sealed record ComparedReport
{
    public required string File { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The recorded server and this one, as they name themselves.</summary>
    public required string RecordedServer { get; init; }
    public required string Server { get; init; }

    /// <summary>The recording ran the lanes to their end.</summary>
    public required bool RecordingIsComplete { get; init; }

    /// <summary>Statements that ran in both.</summary>
    public required long Statements { get; init; }
    public required long Same { get; init; }

    /// <summary>Queries that gave other rows, or another number of them.</summary>
    public required long QueryData { get; init; }

    /// <summary>The same of tables the run writes while units are free of each other; pack with <c>--order object</c> to have them compared too.</summary>
    public required long QueryDataOfWritten { get; init; }

    /// <summary>The same number of rows of a LIMIT whose ORDER BY leaves equals.</summary>
    public required long QueryDataAtLimit { get; init; }

    /// <summary>Writing statements that changed another number of rows.</summary>
    public required long Dml { get; init; }

    /// <summary>Errors that came, stayed away, or were others.</summary>
    public required long Errors { get; init; }

    /// <summary>Deadlocks, serialisation failures and timeouts that only one of the runs met.</summary>
    public required long ErrorsOfConcurrency { get; init; }

    /// <summary>Refused in one of the two because their transaction had failed.</summary>
    public required long AfterError { get; init; }

    /// <summary>Statements that one of the two did not run.</summary>
    public required long OnlyInOne { get; init; }

    /// <summary>Statements whose rows are left to chance, by reason; their errors were compared.</summary>
    public required IReadOnlyList<ExcludedReport> Excluded { get; init; }

    /// <summary>Fingerprints with divergences, most first.</summary>
    public required IReadOnlyList<DivergedDigestReport> Digests { get; init; }

    /// <summary>No divergence that a change of order could not explain.</summary>
    public bool IsClean => QueryData + Dml + Errors == 0;
}

/// <summary>clock, random, sequence, server, noOrder or volatileFunction.</summary>
public sealed record ExcludedReport(string Reason, long Statements, int Fingerprints);

public sealed record DivergedDigestReport
{
    public required string Fingerprint { get; init; }
    public required string Sql { get; init; }
    public required long Statements { get; init; }
    public required long QueryData { get; init; }
    public required long QueryDataOfWritten { get; init; }
    public required long QueryDataAtLimit { get; init; }
    public required long Dml { get; init; }
    public required long Errors { get; init; }
    public required long ErrorsOfConcurrency { get; init; }

    /// <summary>The first statement of each kind.</summary>
    public required IReadOnlyList<DivergenceSampleReport> Samples { get; init; }
}

/// <summary>One statement that came out differently. Rows are null when its command counts none, the SQLSTATE when it succeeded; sums are hexadecimal.</summary>
public sealed record DivergenceSampleReport
{
    /// <summary>queryData, queryDataOfWritten, queryDataAtLimit, dml, error, errorOfConcurrency or afterError.</summary>
    public required string Kind { get; init; }
    public required int Unit { get; init; }
    public required string Sql { get; init; }
    public long? RecordedRows { get; init; }
    public long? Rows { get; init; }
    public string? RecordedError { get; init; }
    public string? Error { get; init; }
    public required string RecordedSum { get; init; }
    public required string Sum { get; init; }

    /// <summary>The rows are equal, their order is not.</summary>
    public required bool OnlyOrderDiffers { get; init; }
}
