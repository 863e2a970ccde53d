namespace Seawall.Lab.Pulling;

/// <summary>What a pull brought of one day, and what it left out.</summary>
public sealed record PullReport
{
    public required string Day { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Where the day's statements lie now, one capture.</summary>
    public required string File { get; init; }

    /// <summary>Statements of the day, each once.</summary>
    public required long Statements { get; init; }

    /// <summary>Statements met again: in a file that overlaps another, or pulled before.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Statements of other days, left out.</summary>
    public required long OfOtherDays { get; init; }

    /// <summary>Values replaced because they are secrets.</summary>
    public required long Redacted { get; init; }

    /// <summary>Every source was read whole and every file was sound.</summary>
    public required bool Complete { get; init; }

    /// <summary>Days that were removed because they are older than is kept.</summary>
    public required IReadOnlyList<string> Removed { get; init; }

    public required IReadOnlyList<PulledSource> Sources { get; init; }
}

public sealed record PulledSource
{
    public required string Name { get; init; }

    /// <summary>gates, directory or command.</summary>
    public required string Kind { get; init; }

    /// <summary>Why it gave nothing or not all; null when it did.</summary>
    public required string? Problem { get; init; }

    public required IReadOnlyList<PulledFile> Files { get; init; }
}

/// <summary>One file as it was fetched and read.</summary>
public sealed record PulledFile
{
    public required string Name { get; init; }

    public required long Bytes { get; init; }

    public required string Sha256 { get; init; }

    public required string Format { get; init; }

    /// <summary>Statements of the day it gave, without those that were known already.</summary>
    public required long Statements { get; init; }

    public required long Duplicates { get; init; }

    public required long OfOtherDays { get; init; }

    public required long BytesSkipped { get; init; }

    /// <summary>The same bytes came under another name before; not read again.</summary>
    public required bool SameAsBefore { get; init; }

    public required string? Problem { get; init; }
}
