using System.Globalization;
using Microsoft.Data.Sqlite;
using Seawall.Client.Config;
using Seawall.Control.Config.Audit;
using Seawall.Control.Config.History;
using Seawall.Control.Config.Replication;
using Seawall.Control.Storage;

namespace Seawall.Control.Config.Storage;

/// <summary>The config on disk: entries, history, audit. Held by one process at a time. Not for several threads at once.</summary>
internal sealed class ConfigFile : IDisposable
{
    private readonly SqliteConnection _db;
    private FileTurn? _turn;

    private ConfigFile(SqliteConnection db) => _db = db;

    /// <summary>Opens the file, or makes it. Throws <see cref="ConfigDamageException"/> when it is no store of ours, is damaged, or is held by another process.</summary>
    public static ConfigFile Open(string path)
    {
        SqliteConnection? db = null;
        try
        {
            PrivateDatabase.Prepare(path);
            db = PrivateDatabase.Open(path, exclusive: true);
            using (var transaction = db.BeginTransaction())
            {
                var version = db.Query("pragma user_version", row => row.GetInt32(0)).Single();
                if (version == 0)
                    db.Run(ConfigSchema.Create);
                else if (version != ConfigSchema.Version)
                    throw new ConfigDamageException(path, $"has format {version}, and this build knows {ConfigSchema.Version}");
                transaction.Commit();
            }
            if (db.Query("pragma quick_check(1)", row => row.GetString(0)).Single() is var check && check != "ok")
                throw new ConfigDamageException(path, $"is damaged: {check}");
            return new ConfigFile(db);
        }
        catch (SqliteException e)
        {
            db?.Dispose();
            throw new ConfigDamageException(path, e.SqliteErrorCode is 5 or 6 ? "is held by another control process" : $"cannot be opened: {e.Message}", e);
        }
        catch
        {
            db?.Dispose();
            throw;
        }
    }

    public void Dispose() => _db.Dispose();

    /// <summary>A transaction; within a turn, a part of the turn's.</summary>
    public FileTransaction Begin() => new(_turn is null ? _db.BeginTransaction() : null);

    /// <summary>From now on all that is done to the file is one transaction, and written down.</summary>
    public FileTurn BeginTurn() => _turn = new FileTurn(_db.BeginTransaction(), () => _turn = null);

    /// <summary>Writes down what was just done, when a turn asks for it.</summary>
    public void Note(LogEffect effect) => _turn?.Effects.Add(effect);

    public bool InTurn => _turn is not null;

    public SqliteConnection Connection => _db;

    public long Head() => _db.Query("select coalesce(max(revision), 0) from revisions", row => row.GetInt64(0)).Single();

    public List<ConfigEntry> Entries() => _db.Query("select key, value, revision from entries", row => new ConfigEntry(row.GetString(0), row.GetString(1), row.GetInt64(2)));

    public List<AuditRecord> Audit(long after, long before, int most) => _db.Query(
        "select number, at, actor, source, action, reason, revision, detail, previous, hash from audit where number > $after and number < $before order by number desc limit $most",
        ReadAudit, ("$after", after), ("$before", before), ("$most", most));

    public AuditRecord? LastAudit() => Audit(0, long.MaxValue, 1).FirstOrDefault();

    public List<AuditRecord> WholeAudit()
    {
        var all = Audit(0, long.MaxValue, int.MaxValue);
        all.Reverse();
        return all;
    }

    public void Append(AuditRecord record)
    {
        Note(new LogEffect.AuditAdded(record));
        _db.Run(
            "insert into audit values ($number, $at, $actor, $source, $action, $reason, $revision, $detail, $previous, $hash)",
            ("$number", record.Number), ("$at", Text(record.At)), ("$actor", record.Entry.Actor), ("$source", record.Entry.Source), ("$action", record.Entry.Action),
            ("$reason", record.Entry.Reason), ("$revision", record.Entry.Revision), ("$detail", record.Entry.Detail), ("$previous", record.Previous), ("$hash", record.Hash));
    }

    /// <summary>Writes one revision: its record, its changes, and the entries as it leaves them.</summary>
    public void Append(Revision revision)
    {
        Note(new LogEffect.RevisionAdded(revision));
        _db.Run("insert into revisions values ($revision, $at, $actor, $reason, $action)",
            ("$revision", revision.Number), ("$at", Text(revision.At)), ("$actor", revision.Actor), ("$reason", revision.Reason), ("$action", revision.Action));
        foreach (var change in revision.Changes)
        {
            _db.Run("insert into changes values ($revision, $key, $before, $before_revision, $after)",
                ("$revision", revision.Number), ("$key", change.Key), ("$before", change.Before), ("$before_revision", change.BeforeRevision), ("$after", change.After));
            if (change.After is null)
                _db.Run("delete from entries where key = $key", ("$key", change.Key));
            else
                _db.Run("insert or replace into entries values ($key, $value, $revision)", ("$key", change.Key), ("$value", change.After), ("$revision", revision.Number));
        }
    }

    /// <summary>Revisions after one and up to another, the newest first; of one key when it is named.</summary>
    public List<Revision> Revisions(long after, long upTo, int most, string? key = null)
    {
        var found = _db.Query(
            """
            select revision, at, actor, reason, action from revisions
            where revision > $after and revision <= $up_to and ($key is null or exists (select 1 from changes c where c.key = $key and c.revision = revisions.revision))
            order by revision desc limit $most
            """,
            row => new Revision(row.GetInt64(0), Time(row.GetString(1)), row.GetString(2), row.GetString(3), row.GetString(4), []),
            ("$after", after), ("$up_to", upTo), ("$most", most), ("$key", key));
        if (found.Count == 0)
            return found;
        var changes = Changes(found[^1].Number, found[0].Number).ToLookup(change => change.Revision, change => change.Change);
        return [.. found.Select(revision => revision with { Changes = [.. changes[revision.Number]] })];
    }

    /// <summary>The revision that touched a key last; 0 when none did.</summary>
    public long LastChangeOf(string key) => _db.Query("select coalesce(max(revision), 0) from changes where key = $key", row => row.GetInt64(0), ("$key", key)).Single();

    private List<(long Revision, KeyChange Change)> Changes(long from, long upTo) => _db.Query(
        "select revision, key, before, before_revision, after from changes where revision between $from and $up_to order by revision, key",
        row => (row.GetInt64(0), new KeyChange(row.GetString(1), Nullable(row, 2), row.GetInt64(3), Nullable(row, 4))),
        ("$from", from), ("$up_to", upTo));

    private static AuditRecord ReadAudit(SqliteDataReader row) => new(
        row.GetInt64(0), Time(row.GetString(1)),
        new AuditEntry(row.GetString(2), Nullable(row, 3), row.GetString(4), row.GetString(5), row.IsDBNull(6) ? null : row.GetInt64(6), row.GetString(7)),
        row.GetString(8), row.GetString(9));

    private static string? Nullable(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    internal static string Text(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);

    internal static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
