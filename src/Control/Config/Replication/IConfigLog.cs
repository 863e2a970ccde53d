namespace Seawall.Control.Config.Replication;

/// <summary>
/// The one order in which all nodes of a config center write: entries 1, 2, 3 …, each put there by one node and never changed. Kept by a quorum, so that it outlives
/// any one machine; the seam to the network.
/// </summary>
public interface IConfigLog
{
    /// <summary>
    /// Puts an entry at its place if the place is free and the one before is taken. Settles by itself whether a try without an answer was kept, as far as somebody
    /// answers in time. Throws <see cref="ConfigLogException"/> when the log can't take it: too large, out of space, or not the log that the nodes wrote.
    /// </summary>
    Task<Appended> AppendAsync(long index, byte[] entry, CancellationToken cancellationToken);

    /// <summary>The next entries after a place, in order and without a gap, as far as a quorum knows them now; not all of them at once when there are many. Throws <see cref="ConfigLogException"/> when no quorum answers.</summary>
    Task<IReadOnlyList<LoggedEntry>> ReadAsync(long after, CancellationToken cancellationToken);

    /// <summary>Calls back when something was appended, and once at the start; returns or throws <see cref="ConfigLogException"/> when it can't watch any longer.</summary>
    Task WatchAsync(Action changed, CancellationToken cancellationToken);
}

/// <summary>An entry as it lies in the log.</summary>
public sealed record LoggedEntry(long Index, byte[] Bytes);

/// <summary>What became of an append.</summary>
public enum Appended
{
    /// <summary>It is in the log, for good.</summary>
    Kept,

    /// <summary>Another node's entry has the place.</summary>
    Taken,

    /// <summary>It is not in the log and will not be.</summary>
    NotKept,

    /// <summary>Nobody answered in time; it is in the log, or comes yet, or never does.</summary>
    Unknown,
}

/// <summary>The log does not answer, or does not take what it is given; the message says what to do.</summary>
/// <param name="perhaps">True when a write may have been kept all the same.</param>
public sealed class ConfigLogException(string message, bool perhaps = false, Exception? inner = null) : IOException(message, inner)
{
    public bool Perhaps { get; } = perhaps;
}
