namespace Seawall.Lab.Logs;

/// <summary>Where every byte of the input went; the three kinds add up to what was read.</summary>
public sealed class InputTally
{
    /// <summary>Bytes of the log itself, after decompression.</summary>
    public long BytesRead { get; internal set; }

    /// <summary>Bytes of records that told of a statement (its parse, bind, text, duration or error).</summary>
    public long BytesOfStatements { get; internal set; }

    /// <summary>Bytes of sound records about something else: connections, checkpoints, notices, file headers.</summary>
    public long BytesOfOthers { get; internal set; }

    /// <summary>Bytes that belong to no sound record, by reason.</summary>
    public SkippedBytes Skipped { get; internal set; }

    public long BytesSkipped => Skipped.Sum;
    public long Records { get; internal set; }
    public long Events { get; internal set; }

    /// <summary>How often reading lost its place and found it again (or met the end).</summary>
    public long Breaks { get; internal set; }

    public bool Balances => BytesRead == BytesOfStatements + BytesOfOthers + BytesSkipped;

    public void Add(InputTally other)
    {
        BytesRead += other.BytesRead;
        BytesOfStatements += other.BytesOfStatements;
        BytesOfOthers += other.BytesOfOthers;
        Skipped += other.Skipped;
        Records += other.Records;
        Events += other.Events;
        Breaks += other.Breaks;
    }

    internal void Skip(LogScan why, int bytes) => Skipped += why switch
    {
        LogScan.Broken => new SkippedBytes { Broken = bytes },
        LogScan.Unended => new SkippedBytes { Unended = bytes },
        _ => new SkippedBytes { NoRecord = bytes },
    };
}

/// <summary>Why bytes were skipped.</summary>
public readonly record struct SkippedBytes
{
    /// <summary>Lines that do not begin as a record does, the rest of a broken one included.</summary>
    public long NoRecord { get; init; }

    /// <summary>Lines that begin as a record but do not keep its format.</summary>
    public long Broken { get; init; }

    /// <summary>Lines of a record that the end of the input cut off.</summary>
    public long Unended { get; init; }

    /// <summary>All of a file whose format could not be told.</summary>
    public long UnknownFormat { get; init; }

    public long Sum => NoRecord + Broken + Unended + UnknownFormat;

    public static SkippedBytes operator +(SkippedBytes a, SkippedBytes b) => new()
    {
        NoRecord = a.NoRecord + b.NoRecord,
        Broken = a.Broken + b.Broken,
        Unended = a.Unended + b.Unended,
        UnknownFormat = a.UnknownFormat + b.UnknownFormat,
    };
}
