using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Control.Config.Audit;
using Seawall.Control.Config.Replication;
using Seawall.Control.Config.Storage;
using Seawall.Control.Operators;

namespace Seawall.Control.Config;

/// <summary>
/// The store as one node of several. A turn that writes is decided on what stands here and appended to the log as its next entry; only when the log has it, it is
/// committed here. When another node was first, this turn is undone, what the others wrote is applied, and it is decided anew. So every node's file is what the
/// log's entries make of an empty one, in their order, whichever node died where.
/// </summary>
public sealed partial class SqliteConfigStore
{
    private const int MostTries = 100;

    // SQLITE_CONSTRAINT (https://sqlite.org/rescode.html)
    private const int Constraint = 19;

    private List<(ConfigSnapshot Next, ConfigChange[] Changes)>? _pending;

    /// <summary>Applies what the other nodes wrote. Throws <see cref="ConfigLogException"/> when no quorum answers, or this node stopped.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var replica = _replica ?? throw new InvalidOperationException("This store has no log.");
        while (true)
        {
            // Read before the turn, so that a slow log holds up nobody who only reads here.
            var read = replica.Position.Index > 0 || IsEmpty ? await replica.ReadAsync(replica.Position.Index, cancellationToken).ConfigureAwait(false) : null;
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                _file ??= Reopen();
                // Looked at again: a turn of this node's own may have been under way meanwhile.
                if (replica.Position.Index == 0 && !IsEmpty)
                    await JoinAsync(replica, _file).ConfigureAwait(false);
                else if (read is { Count: 0 })
                {
                    replica.Touched();
                    return;
                }
                else if (read is not null)
                {
                    Apply(replica, _file, read);
                }
            }
            catch (SqliteException e)
            {
                Drop(e);
                throw new IOException($"{_path} can't be used: {e.Message}", e);
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    /// <summary>Whether the log still holds the entry that this node applied last, and as it was then; stops the node when not.</summary>
    internal async Task VerifyPositionAsync(CancellationToken cancellationToken)
    {
        var replica = _replica!;
        var position = replica.Position;
        if (position.Index == 0)
            return;
        var found = await replica.ReadAsync(position.Index - 1, cancellationToken).ConfigureAwait(false);
        if (found is not [{ } last, ..] || last.Index != position.Index)
            replica.Stop($"the log has no entry {position.Index} any more, and {_path} was made of it; put back etcd's data, or move the config.db of every node but one away and begin a new log from that one (docs/guide/cluster.md)");
        else if (replica.Open(last) is { } opened && opened.Position.Hash != position.Hash)
            replica.Stop($"entry {position.Index} of the log is not the one that {_path} was made of; move that file away, and the node is filled from the log again");
    }

    /// <summary>Changes the list of persons within a turn; on several nodes, when the log has it.</summary>
    internal void Apply(ConfigFile file, OperatorBook operators, IReadOnlyList<LogEffect> effects)
    {
        foreach (var effect in effects)
        {
            file.Note(effect);
            if (!file.InTurn)
                effect.Apply(operators);
        }
    }

    /// <summary>The hash of the last audit record: nodes that agree in it agree in all that was ever done. Null when there is none.</summary>
    internal string? LastAuditHash => Volatile.Read(ref _lastAudit)?.Hash;

    private bool IsEmpty => _state.Current.Revision == 0 && _lastAudit is null;

    private async Task<T> InLoggedTurnAsync<T>(Replica replica, Func<ConfigFile, T> work)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var file = _file ??= Reopen();
            var (outcome, result) = await TryAsync(replica, file, work).ConfigureAwait(false);
            switch (outcome)
            {
                case Appended.Kept:
                    return result;
                case Appended.Taken:
                    await CatchUpWithinTurnAsync(replica, file).ConfigureAwait(false);
                    break;
                case Appended.NotKept:
                    throw new ConfigLogException("Nothing was published: no quorum of the log answers. What stood still stands; `seawall status` shows which etcd is down.");
                default:
                    throw new ConfigLogException(
                        "The log did not answer in time. Whether this was published shows in the history once a quorum answers: it is there whole, or not at all. Asked again with the same idempotency key it is done once.", perhaps: true);
            }
        }
        throw new ConfigLogException($"Nothing was published: other nodes were first {MostTries} times.");
    }

    private async Task<(Appended Outcome, T Result)> TryAsync<T>(Replica replica, ConfigFile file, Func<ConfigFile, T> work)
    {
        var lastAudit = _lastAudit;
        var (outcome, result, isCommitted) = (Appended.NotKept, default(T)!, false);
        _pending = [];
        try
        {
            using var turn = file.BeginTurn();
            result = work(file);
            if (turn.Effects.Count == 0)
                return (Appended.Kept, result);
            if (replica.Stopped is { } why)
                throw new ConfigLogException($"Nothing was published: this node serves nobody, since {why}");
            // A file with a history of its own has to become the log's first entry before anything else.
            if (replica.Position.Index == 0 && (lastAudit is not null || _state.Current.Revision > 0))
                return (Appended.Taken, result);
            var entry = replica.Next(turn.Effects, _pending is [.., var newest] ? newest.Next : _state.Current, _lastAudit);
            (outcome, var position) = await replica.AppendAsync(entry).ConfigureAwait(false);
            if (outcome == Appended.Kept)
            {
                Commit(replica, file, turn, entry.Effects, position);
                isCommitted = true;
            }
        }
        catch (Exception e) when (outcome == Appended.Kept && e is SqliteException or IOException)
        {
            // The log has it, and so it is published; this node follows as soon as its disk takes it.
            Drop(e);
        }
        finally
        {
            if (isCommitted)
                PutPendingInForce();
            else
                (_lastAudit, _pending) = (lastAudit, null);
        }
        return (outcome, result);
    }

    private static void Commit(Replica replica, ConfigFile file, FileTurn turn, IReadOnlyList<LogEffect> effects, LogPosition position)
    {
        // Persons first: when the process dies in between, the entry is applied again, and persons put twice are the same.
        if (replica.Operators is { } operators)
        {
            foreach (var effect in effects)
                effect.Apply(operators);
        }
        position.Write(file);
        turn.Commit();
        replica.Position = position;
    }

    private void PutPendingInForce()
    {
        var steps = _pending!;
        _pending = null;
        foreach (var (next, changes) in steps)
            PutInForce(next, changes);
    }

    private async Task CatchUpWithinTurnAsync(Replica replica, ConfigFile file)
    {
        if (replica.Position.Index == 0 && !IsEmpty)
            await JoinAsync(replica, file).ConfigureAwait(false);
        while (await replica.ReadAsync(replica.Position.Index, CancellationToken.None).ConfigureAwait(false) is { Count: > 0 } read)
            Apply(replica, file, read);
    }

    // What one node kept before there were several becomes the first entry; a node that has it already goes on from there.
    private async Task JoinAsync(Replica replica, ConfigFile file)
    {
        var whole = WholeFile.Effects(file, replica.Operators);
        var (outcome, position) = await replica.AppendAsync(replica.Next(whole, _state.Current, _lastAudit)).ConfigureAwait(false);
        if (outcome == Appended.Taken)
        {
            if ((await replica.ReadAsync(0, CancellationToken.None).ConfigureAwait(false))[0] is var first && replica.Open(first) is { } opened
                && (opened.Entry.Revision, opened.Entry.Digest, opened.Entry.AuditHash) == (_state.Current.Revision, _state.Current.Digest, _lastAudit?.Hash))
                position = opened.Position;
            else
                replica.Stop($"{_path} has a history of its own, and the log has another; move the file away, and this node is filled from the log");
        }
        if (replica.Stopped is { } why)
            throw new ConfigLogException(why);
        if (outcome is Appended.NotKept or Appended.Unknown)
            throw new ConfigLogException("No quorum of the log answers; what this node kept before there were several is not in it yet.");
        using var turn = file.BeginTurn();
        position.Write(file);
        turn.Commit();
        replica.Position = position;
    }

    private void Apply(Replica replica, ConfigFile file, IReadOnlyList<LoggedEntry> read)
    {
        var (position, standing, lastAudit) = (replica.Position, _state.Current, _lastAudit);
        var steps = new List<(ConfigSnapshot, ConfigChange[])>();
        var effects = new List<LogEffect>();
        using (var turn = file.BeginTurn())
        {
            foreach (var logged in read.Where(logged => logged.Index > replica.Position.Index))
            {
                if (logged.Index != position.Index + 1)
                    replica.Stop($"the log has no entry {position.Index + 1}");
                if (replica.Stopped is not null || replica.Open(logged) is not { } opened)
                    throw new ConfigLogException(replica.Stopped!);
                foreach (var effect in opened.Entry.Effects)
                {
                    Apply(replica, file, effect, logged.Index);
                    effects.Add(effect);
                    if (effect is LogEffect.RevisionAdded { Revision: var revision })
                    {
                        ConfigChange[] changes = [.. revision.Changes.Select(change => new ConfigChange(change.Key, change.After, revision.Number))];
                        standing = standing.With(revision.Number, changes);
                        steps.Add((standing, changes));
                    }
                    if (effect is LogEffect.AuditAdded { Record: var record })
                        lastAudit = record.Previous == (lastAudit?.Hash ?? AuditRecord.Root) && record.ComputeHash() == record.Hash ? record : null;
                }
                if (opened.Entry.Previous != position.Hash || (opened.Entry.Revision, opened.Entry.Digest, opened.Entry.AuditHash) != (standing.Revision, standing.Digest, lastAudit?.Hash))
                {
                    replica.Stop($"entry {logged.Index} of the log, applied to {_path}, does not give what it gave on {opened.Entry.Node}; move the file away, and the node is filled from the log again");
                    throw new ConfigLogException(replica.Stopped!);
                }
                position = opened.Position;
            }
            Commit(replica, file, turn, effects, position);
        }
        _lastAudit = lastAudit;
        _pending = steps;
        PutPendingInForce();
        replica.Touched();
    }

    private void Apply(Replica replica, ConfigFile file, LogEffect effect, long index)
    {
        try
        {
            effect.Apply(file);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == Constraint)
        {
            replica.Stop($"entry {index} of the log does not fit into {_path} ({e.Message}); move the file away, and the node is filled from the log again");
            throw new ConfigLogException(replica.Stopped!, inner: e);
        }
    }

    // What was committed when the disk failed may be on it or not; what it says is where this node goes on.
    private ConfigFile ReopenBehindLog(Replica replica)
    {
        var file = ConfigFile.Open(_path);
        try
        {
            var snapshot = Checkup.Read(file, out var damage);
            if (damage is not null || snapshot.Revision < _state.Current.Revision)
                throw new ConfigDamageException(_path, damage is null ? $"is not at revision {_state.Current.Revision} any more; restart the control center" : "is damaged: " + damage);
            (_lastAudit, replica.Position) = (file.LastAudit(), LogPosition.Read(file));
            if (snapshot.Revision > _state.Current.Revision)
            {
                var former = _state;
                _state = new State(snapshot, Recent(file, snapshot.Revision), NewSignal());
                _live?.Swap(snapshot);
                former.Moved.SetResult();
            }
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Drop(Exception e)
    {
        _file?.Dispose();
        _file = null;
        Log.Unusable(_log, _path, e.Message);
    }
}
