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

    /// <summary>Bytes that belong to no sound record: damage, and a tail cut off.</summary>
    public long BytesSkipped { get; internal set; }

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
        BytesSkipped += other.BytesSkipped;
        Records += other.Records;
        Events += other.Events;
        Breaks += other.Breaks;
    }
}
