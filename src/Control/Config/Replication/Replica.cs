using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Seawall.Client.Config;
using Seawall.Control.Config.Audit;
using Seawall.Control.Operators;

namespace Seawall.Control.Config.Replication;

/// <summary>What makes a node's store one of several: the log they share, how far this node has followed it, and whether it may still serve.</summary>
/// <param name="operators">The list of persons that the log speaks of; null for none.</param>
public sealed partial class Replica(IConfigLog log, EntrySeal seal, string node, TimeProvider time, OperatorBook? operators = null, ILogger<Replica>? logger = null)
{
    /// <summary>A log that has answered within this time is in touch.</summary>
    public static readonly TimeSpan Touch = TimeSpan.FromSeconds(5);

    private readonly ILogger _log = logger ?? NullLogger<Replica>.Instance;
    private volatile LogPosition _position = LogPosition.Start;
    private volatile string? _stopped;
    private long _touchedAt = -1;

    public string Node => node;

    /// <summary>The entry that was applied last.</summary>
    public long Index => _position.Index;

    /// <summary>Why this node serves nobody: it differs from the log, and what it has can't be trusted; null when it may serve.</summary>
    public string? Stopped => _stopped;

    /// <summary>Whether a quorum answered lately, so that what this node lacks is no older than that.</summary>
    public bool InTouch => Volatile.Read(ref _touchedAt) is >= 0 and var at && time.GetElapsedTime(at) < Touch;

    /// <summary>Whether the log was ever heard since the start: before that, an empty node can't say that nothing was published.</summary>
    public bool WasInTouch => Volatile.Read(ref _touchedAt) >= 0;

    internal LogPosition Position
    {
        get => _position;
        set => _position = value;
    }

    internal OperatorBook? Operators => operators;

    /// <summary>Stops serving for good; what the log holds decides, never this node.</summary>
    internal void Stop(string why)
    {
        if (Interlocked.CompareExchange(ref _stopped, why, null) is null)
            Log.Stopped(_log, node, why);
    }

    internal void Touched() => Volatile.Write(ref _touchedAt, time.GetTimestamp());

    internal LogEntry Next(IReadOnlyList<LogEffect> effects, ConfigSnapshot after, AuditRecord? lastAudit) =>
        new(node, _position.Hash, effects, after.Revision, after.Digest, lastAudit?.Hash);

    /// <summary>Appends after the position; the new position when it was kept.</summary>
    internal async Task<(Appended Outcome, LogPosition Position)> AppendAsync(LogEntry entry)
    {
        var index = _position.Index + 1;
        var plain = entry.Write();
        // Who asked may be gone meanwhile; whether it was kept is settled all the same, within the log's own time.
        var outcome = await log.AppendAsync(index, seal.Seal(index, plain), CancellationToken.None).ConfigureAwait(false);
        if (outcome is Appended.Kept or Appended.Taken)
            Touched();
        return (outcome, new LogPosition(index, LogEntry.HashOf(plain)));
    }

    internal Task<IReadOnlyList<LoggedEntry>> ReadAsync(long after, CancellationToken cancellationToken) => log.ReadAsync(after, cancellationToken);

    internal Task WatchAsync(Action changed, CancellationToken cancellationToken) => log.WatchAsync(changed, cancellationToken);

    /// <summary>Opens an entry; null, with this node stopped, when it is none that a node of this site wrote.</summary>
    internal (LogEntry Entry, LogPosition Position)? Open(LoggedEntry logged)
    {
        try
        {
            if (seal.Open(logged.Index, logged.Bytes) is { } plain)
                return (LogEntry.Read(plain), new LogPosition(logged.Index, LogEntry.HashOf(plain)));
            Stop($"entry {logged.Index} of the log was not written with this site's secret");
        }
        catch (JsonException e)
        {
            Stop($"entry {logged.Index} of the log is of a build that this one does not know ({e.Message}); run the newer build");
        }
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 5120, Level = LogLevel.Critical, Message = "{Node} serves nobody any more: {Why}")]
        public static partial void Stopped(ILogger logger, string node, string why);
    }
}
