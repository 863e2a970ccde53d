using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Seawall.Client.Config;
using Seawall.Control.Config.Audit;
using Seawall.Control.Config.Checks;
using Seawall.Control.Config.History;
using Seawall.Control.Config.Replication;
using Seawall.Control.Config.Storage;

namespace Seawall.Control.Config;

/// <summary>
/// The config on this machine's disk: a publish is one transaction of entries, history and audit, on the disk before it is acknowledged; what stands is in memory.
/// A publish that the disk does not take leaves all as it was.
/// </summary>
public sealed partial class SqliteConfigStore : IConfigStore, IDisposable
{
    private const int RecentRevisions = 2_000;

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly LiveConfig? _live;
    private readonly ConfigChecks _checks;
    private readonly ILogger _log;
    private readonly Replica? _replica;
    private readonly SemaphoreSlim _turn = new(1);
    private ConfigFile? _file;
    private AuditRecord? _lastAudit;
    private volatile State _state;

    /// <summary>Opens the store, or makes it. Throws <see cref="ConfigDamageException"/> when it is damaged or held by another process.</summary>
    /// <param name="live">Follows every publish; null for none.</param>
    /// <param name="checks">What values must meet; unset, what this part demands itself.</param>
    /// <param name="replica">The log that orders the writes of several nodes; null for the only node, whose own disk does.</param>
    public SqliteConfigStore(string path, TimeProvider time, LiveConfig? live = null, ConfigChecks? checks = null, ILogger<SqliteConfigStore>? log = null, Replica? replica = null)
    {
        (_path, _time, _live, _checks, _log, _replica) = (path, time, live, checks ?? ConfigChecks.Own, log ?? NullLogger<SqliteConfigStore>.Instance, replica);
        _file = ConfigFile.Open(path);
        try
        {
            var snapshot = Checkup.Read(_file, out var damage);
            if (damage is not null)
                throw new ConfigDamageException(path, "is damaged: " + damage);
            _lastAudit = _file.LastAudit();
            _state = new State(snapshot, Recent(_file, snapshot.Revision), NewSignal());
            if (replica is not null)
                replica.Position = LogPosition.Read(_file);
        }
        catch (Exception e) when (e is SqliteException or FormatException or InvalidCastException)
        {
            _file.Dispose();
            throw new ConfigDamageException(path, "is damaged: " + e.Message, e);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
        live?.Swap(_state.Current);
    }

    public ConfigSnapshot Current => _state.Current;

    public void Dispose()
    {
        _file?.Dispose();
        _turn.Dispose();
    }

    public ConfigDelta? Since(long revision)
    {
        var state = _state;
        return revision > state.Current.Revision || state.Window.Since(revision) is not { } changes ? null
            : new ConfigDelta(revision, state.Current.Revision, state.Current.Digest, changes);
    }

    public Task WaitPastAsync(long revision, CancellationToken cancellationToken)
    {
        var state = _state;
        return state.Current.Revision > revision ? Task.CompletedTask : state.Moved.Task.WaitAsync(cancellationToken);
    }

    public async Task<PublishOutcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await InTurnAsync(file => Publish(file, request), cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            return new PublishOutcome.NotKept(e.Message, e is ConfigLogException { Perhaps: true });
        }
    }

    /// <summary>
    /// Works with the file while nobody else does. Throws <see cref="IOException"/> when the file can't be used. As one of several nodes, what the work does is kept
    /// when the log has it, and the work is done anew when another node was first: it must do nothing but to the file.
    /// </summary>
    internal async Task<T> InTurnAsync<T>(Func<ConfigFile, T> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _replica is null ? work(_file ??= Reopen()) : await InLoggedTurnAsync(_replica, work).ConfigureAwait(false);
        }
        catch (SqliteException e)
        {
            _file?.Dispose();
            _file = null;
            Log.Unusable(_log, _path, e.Message);
            throw new IOException($"{_path} can't be used: {e.Message}", e);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What a request comes to now.</summary>
    internal PublishDecision Decide(PublishRequest request) => PublishDecision.Decide(_state.Current, request, _checks);

    /// <summary>Publishes within a turn; a second audit record and <paramref name="also"/> are written in the same transaction.</summary>
    internal PublishOutcome Publish(ConfigFile file, PublishRequest request, AuditEntry? second = null, Action<ConfigFile, long>? also = null)
    {
        var fingerprint = Fingerprint(request);
        if (request.Idempotency is { } known && RequestLog.Find(file, known) is { } former)
            return former.Answer(fingerprint);
        var current = _state.Current;
        var decision = Decide(request);
        if (decision.Ended is { } ended and not PublishOutcome.Published)
            return ended;
        var at = _time.GetUtcNow();
        if (decision.Changes.Count == 0)
        {
            if (second is not null)
                Record(file, second, opened => also?.Invoke(opened, current.Revision));
            if (request.Idempotency is { } idle)
                RequestLog.Keep(file, idle, fingerprint, current.Revision, null, at);
            return new PublishOutcome.Published(current.Revision);
        }
        var revision = new Revision(current.Revision + 1, at, request.Actor, request.Reason, request.Action, decision.Changes);
        ConfigChange[] changes = [.. decision.Changes.Select(change => new ConfigChange(change.Key, change.After, revision.Number))];
        var next = current.With(revision.Number, changes);
        var told = AuditRecord.After(_lastAudit, at, new AuditEntry(request.Actor, request.Source, request.Action, request.Reason, revision.Number, ChangeProof.Of(decision.Changes, next.Digest)));
        AuditRecord[] audit = second is null ? [told] : [told, AuditRecord.After(told, at, second with { Revision = revision.Number })];
        if (Write(file, revision, audit, request, fingerprint, also) is { } failed)
            return failed;
        _lastAudit = audit[^1];
        PutInForce(next, changes);
        return new PublishOutcome.Published(revision.Number);
    }

    /// <summary>Adds a record to the audit within a turn, together with what it tells of.</summary>
    internal void Record(ConfigFile file, AuditEntry entry, Action<ConfigFile>? also = null)
    {
        var record = AuditRecord.After(_lastAudit, _time.GetUtcNow(), entry);
        using var transaction = file.Begin();
        also?.Invoke(file);
        file.Append(record);
        transaction.Commit();
        _lastAudit = record;
    }

    private PublishOutcome? Write(ConfigFile file, Revision revision, AuditRecord[] audit, PublishRequest request, string fingerprint, Action<ConfigFile, long>? also)
    {
        try
        {
            using var transaction = file.Begin();
            file.Append(revision);
            foreach (var record in audit)
                file.Append(record);
            if (request.Idempotency is { } idempotency)
                RequestLog.Keep(file, idempotency, fingerprint, revision.Number, null, revision.At);
            also?.Invoke(file, revision.Number);
            transaction.Commit();
            return null;
        }
        catch (SqliteException e) when (!file.InTurn)
        {
            // A commit that failed may still be on the disk: what the file says when it is opened anew is what holds.
            file.Dispose();
            _file = null;
            Log.Unusable(_log, _path, e.Message);
            try
            {
                var opened = ConfigFile.Open(_path);
                if (opened.LastAudit()?.Hash == audit[^1].Hash)
                {
                    _file = opened;
                    return null;
                }
                opened.Dispose();
            }
            catch (Exception again) when (again is SqliteException or IOException)
            {
                // It is opened again with the next publish.
            }
            return new PublishOutcome.NotKept($"{_path} can't be written: {e.Message}");
        }
    }

    private ConfigFile Reopen()
    {
        if (_replica is not null)
            return ReopenBehindLog(_replica);
        var file = ConfigFile.Open(_path);
        try
        {
            // A record whose commit failed may have reached the disk; one that was acknowledged may not be missing.
            var last = file.LastAudit();
            if (file.Head() != _state.Current.Revision || (last?.Number ?? 0) < (_lastAudit?.Number ?? 0))
                throw new ConfigDamageException(_path, $"is not at revision {_state.Current.Revision} any more; restart the control center");
            _lastAudit = last;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void PutInForce(ConfigSnapshot next, ConfigChange[] changes)
    {
        // Within a logged turn it comes into force when the log has it.
        if (_pending is { } pending)
        {
            pending.Add((next, changes));
            return;
        }
        var former = _state;
        _state = new State(next, former.Window.With(next.Revision, changes), NewSignal());
        _live?.Swap(next);
        former.Moved.SetResult();
    }

    private static HistoryWindow Recent(ConfigFile file, long head)
    {
        var recent = file.Revisions(0, head, RecentRevisions);
        recent.Reverse();
        return recent.Aggregate(
            HistoryWindow.From(recent.Count == 0 ? head : recent[0].Number - 1),
            (window, revision) => window.With(revision.Number, [.. revision.Changes.Select(change => new ConfigChange(change.Key, change.After, revision.Number))]));
    }

    internal static string Fingerprint(PublishRequest request) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request.Changes)));

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record State(ConfigSnapshot Current, HistoryWindow Window, TaskCompletionSource Moved);

    private static partial class Log
    {
        [LoggerMessage(EventId = 5100, Level = LogLevel.Error, Message = "{Path} can't be written, nothing was published: {Reason}")]
        public static partial void Unusable(ILogger logger, string path, string reason);
    }
}
