using Seawall.Lab.Logs;

namespace Seawall.Lab.Analysis;

/// <summary>What a log says of its database: who used how much of it, by which statements, on which tables.</summary>
public sealed record AnalysisReport
{
    public required InputReport Input { get; init; }

    /// <summary>Stopped before the input's end: the figures are those of what was read.</summary>
    public bool Interrupted { get; init; }
    public required DateTimeOffset? FirstStart { get; init; }
    public required DateTimeOffset? LastEnd { get; init; }
    public required long Statements { get; init; }
    public required long Errors { get; init; }
    public required int Fingerprints { get; init; }
    public required IReadOnlyList<StatementUsage> ByTime { get; init; }
    public required IReadOnlyList<StatementUsage> ByCalls { get; init; }
    public required IReadOnlyList<StatementUsage> ByRows { get; init; }
    public required IReadOnlyList<NamedUsage> Businesses { get; init; }
    public required IReadOnlyList<NamedUsage> Tables { get; init; }
    public required IReadOnlyList<NamedUsage> Roles { get; init; }
    public required IReadOnlyList<SlowStatement> Slow { get; init; }
}

/// <summary>Where the bytes went: read = of statements + of others + skipped.</summary>
public sealed record InputReport(long BytesRead, long BytesOfStatements, long BytesOfOthers, long BytesSkipped, long Records, long Breaks, bool Balances)
{
    public required SkippedBytes Skipped { get; init; }
    public required IReadOnlyList<FileReport> Files { get; init; }
}

/// <summary>One input: what it was taken for, by which <c>log_line_prefix</c> and how that was come by, and where its bytes went.</summary>
public sealed record FileReport
{
    public required string File { get; init; }
    public required string Format { get; init; }
    public required string? Prefix { get; init; }
    public required string? PrefixOrigin { get; init; }
    public required long Records { get; init; }
    public required long Events { get; init; }
    public required long BytesRead { get; init; }
    public required long BytesOfStatements { get; init; }
    public required long BytesOfOthers { get; init; }
    public required SkippedBytes Skipped { get; init; }
    public required long Breaks { get; init; }

    /// <summary>A zone abbreviation whose offset the log does not tell; its times were taken as UTC.</summary>
    public required string? UnknownZone { get; init; }

    /// <summary>Why nothing could be read, null when it could.</summary>
    public required string? Problem { get; init; }
}

/// <summary>Calls, errors and time; rows are 0 where the log does not tell them (PostgreSQL's own logs never do).</summary>
public record UsageReport
{
    public required long Calls { get; init; }
    public required long Errors { get; init; }
    public required long Rows { get; init; }
    public required long TotalMicros { get; init; }
    public required double MeanMicros { get; init; }
    public required long P50Micros { get; init; }
    public required long P95Micros { get; init; }
    public required long P99Micros { get; init; }
    public required long MaxMicros { get; init; }

    /// <summary>Rows the server looked at; null where no log tells it (MySQL's slow logs do).</summary>
    public long? RowsExamined { get; init; }

    /// <summary>Time spent waiting for locks; null where no log tells it (MySQL's slow logs do).</summary>
    public long? LockMicros { get; init; }
}

public sealed record StatementUsage : UsageReport
{
    public required string Fingerprint { get; init; }
    public required string Sql { get; init; }
    public required IReadOnlyList<string> Tables { get; init; }
}

public sealed record NamedUsage : UsageReport
{
    public required string Name { get; init; }
}

/// <summary>One slow execution. Values are as bound, binary ones in hexadecimal; long texts are cut.</summary>
public sealed record SlowStatement
{
    public required DateTimeOffset Start { get; init; }
    public required long DurationMicros { get; init; }
    public required string User { get; init; }
    public required string Application { get; init; }

    /// <summary>Where the client sat; empty where the log does not tell (only MySQL's do).</summary>
    public string Host { get; init; } = "";
    public required string Session { get; init; }
    public required string Sql { get; init; }
    public required string Parameters { get; init; }
    public required bool Failed { get; init; }
}
