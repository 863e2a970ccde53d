using System.Buffers;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Seawall.Kernel;

namespace Seawall.Gate.Statistics;

/// <summary>Statistics on disk: by minute for 8 days, then by hour for 400 days. One file a gate; readers may open it at any time.</summary>
public sealed class StatStore : IDisposable
{
    private const long Hour = 3600;
    private const long KeptMinutes = 8 * 24 * Hour;
    private const long KeptHours = 400 * 24 * Hour;

    // Known to stand on disk already; beyond this it is forgotten and found out again.
    private const int MostDescribed = 100_000;

    private readonly SqliteConnection _connection;
    private readonly HashSet<ulong> _described = [];

    public StatStore(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        _connection.Open();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000;");
        Execute("CREATE TABLE IF NOT EXISTS statement (fingerprint INTEGER PRIMARY KEY, sql TEXT NOT NULL, tables TEXT NOT NULL)");
        foreach (string table in (string[])["minute", "hour"])
        {
            Execute($"""
                CREATE TABLE IF NOT EXISTS {table} (
                  at INTEGER NOT NULL, business TEXT NOT NULL, role TEXT NOT NULL, fingerprint INTEGER NOT NULL,
                  calls INTEGER NOT NULL, rows INTEGER NOT NULL, errors INTEGER NOT NULL, histogram BLOB NOT NULL,
                  PRIMARY KEY (at, business, role, fingerprint)) WITHOUT ROWID
                """);
        }
    }

    /// <summary>Adds what was counted since <paramref name="at"/> (unix seconds); what stands for that moment already is merged.</summary>
    public void Add(long at, StatTotals totals)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        Write("minute", at, totals, transaction);
        transaction.Commit();
    }

    /// <summary>Totals of all that was counted at or after the moment.</summary>
    public StatTotals Since(long at)
    {
        StatTotals totals = new();
        ReadInto(totals, "minute", at, long.MaxValue);
        ReadInto(totals, "hour", at, long.MaxValue);
        return totals;
    }

    /// <summary>How much is kept: the earliest moment (unix seconds; 0 when nothing is), minutes with statements, and days with statements.</summary>
    public (long First, long Minutes, long Days) History()
    {
        using SqliteCommand command = Command(
            """
            SELECT coalesce(min(at), 0), count(DISTINCT at / 60), count(DISTINCT at / 86400)
            FROM (SELECT at FROM minute UNION SELECT at FROM hour)
            """, null);
        using SqliteDataReader reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <summary>Folds minutes older than 8 days into hours, drops hours older than 400 days, and with them the texts that nothing names any more.</summary>
    public void Age(long now)
    {
        long oldest = (now - KeptMinutes) / Hour * Hour;
        bool folded = false;
        using SqliteTransaction transaction = _connection.BeginTransaction();
        while (OldestMinute(transaction) is { } at && at < oldest)
        {
            long hour = at / Hour * Hour;
            StatTotals totals = new();
            ReadInto(totals, "minute", hour, hour + Hour, transaction);
            Write("hour", hour, totals, transaction);
            folded = true;
            Execute($"DELETE FROM minute WHERE at < {hour + Hour}", transaction);
        }
        Execute($"DELETE FROM hour WHERE at < {now - KeptHours}", transaction);
        if (folded)
        {
            Execute("DELETE FROM statement WHERE fingerprint NOT IN (SELECT fingerprint FROM minute UNION SELECT fingerprint FROM hour)", transaction);
            _described.Clear();
        }
        transaction.Commit();
    }

    public void Dispose() => _connection.Dispose();

    private long? OldestMinute(SqliteTransaction transaction)
    {
        using SqliteCommand command = Command("SELECT min(at) FROM minute", transaction);
        return command.ExecuteScalar() as long?;
    }

    private void Write(string table, long at, StatTotals totals, SqliteTransaction transaction)
    {
        StatTotals standing = new();
        ReadInto(standing, table, at, at + 1, transaction);
        if (standing.All.Count > 0)
        {
            standing.Add(totals);
            totals = standing;
        }
        using SqliteCommand insert = Command(
            $"INSERT OR REPLACE INTO {table} VALUES ($at, $business, $role, $fingerprint, $calls, $rows, $errors, $histogram)", transaction);
        ArrayBufferWriter<byte> histogram = new();
        foreach (StatTotal total in totals.All)
        {
            Describe(total, transaction);
            histogram.ResetWrittenCount();
            total.Latency.WriteTo(histogram);
            insert.Parameters.Clear();
            insert.Parameters.AddWithValue("$at", at);
            insert.Parameters.AddWithValue("$business", total.Business);
            insert.Parameters.AddWithValue("$role", total.Role);
            insert.Parameters.AddWithValue("$fingerprint", (long)total.Fingerprint);
            insert.Parameters.AddWithValue("$calls", total.Latency.Count);
            insert.Parameters.AddWithValue("$rows", total.Rows);
            insert.Parameters.AddWithValue("$errors", total.Errors);
            insert.Parameters.AddWithValue("$histogram", histogram.WrittenSpan.ToArray());
            insert.ExecuteNonQuery();
        }
    }

    private void Describe(StatTotal total, SqliteTransaction transaction)
    {
        if (_described.Count >= MostDescribed)
            _described.Clear();
        if (!_described.Add(total.Fingerprint))
            return;
        using SqliteCommand insert = Command("INSERT OR IGNORE INTO statement VALUES ($fingerprint, $sql, $tables)", transaction);
        insert.Parameters.AddWithValue("$fingerprint", (long)total.Fingerprint);
        insert.Parameters.AddWithValue("$sql", total.Sql);
        insert.Parameters.AddWithValue("$tables", JsonSerializer.Serialize(total.Tables));
        insert.ExecuteNonQuery();
    }

    private void ReadInto(StatTotals totals, string table, long from, long before, SqliteTransaction? transaction = null)
    {
        using SqliteCommand select = Command(
            $"""
            SELECT business, role, m.fingerprint, rows, errors, histogram, coalesce(sql, ''), coalesce(tables, '[]')
            FROM {table} m LEFT JOIN statement USING (fingerprint) WHERE at >= $from AND at < $before
            """, transaction);
        select.Parameters.AddWithValue("$from", from);
        select.Parameters.AddWithValue("$before", before);
        using SqliteDataReader reader = select.ExecuteReader();
        while (reader.Read())
        {
            StatTotal total = totals.Of(reader.GetString(0), reader.GetString(1), (ulong)reader.GetInt64(2));
            total.Add(reader.GetInt64(3), reader.GetInt64(4), LatencyHistogram.Read((byte[])reader[5]));
            total.Sql = reader.GetString(6);
            total.Tables = JsonSerializer.Deserialize<string[]>(reader.GetString(7))!;
        }
    }

    private void Execute(string sql, SqliteTransaction? transaction = null)
    {
        using SqliteCommand command = Command(sql, transaction);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, SqliteTransaction? transaction)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return command;
    }
}
