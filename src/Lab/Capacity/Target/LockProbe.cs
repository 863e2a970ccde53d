using System.Globalization;
using System.Text;
using Npgsql;
using Seawall.Lab.Digests;

namespace Seawall.Lab.Capacity;

/// <summary>A lane's statement that waited for a lock, and who at the chain's end held it.</summary>
internal sealed record LockWait
{
    public required string Fingerprint { get; init; }

    /// <summary>Table of the lock, of the row's when it is a row lock; empty when the server does not say.</summary>
    public required string Relation { get; init; }

    /// <summary>Primary key of the row, or its place when it could not be read; null when it is no row lock or not known.</summary>
    public required string? Row { get; init; }
    public required bool IsRowLock { get; init; }
    public required bool BlockedByLane { get; init; }

    /// <summary>The blocker in words: its state and statement.</summary>
    public required string Blocker { get; init; }
}

/// <summary>
/// Asks who waits for whom. A row lock is a wait for a transaction, or for the tuple when others wait already; the first of the queue holds the tuple lock,
/// which names the row (PostgreSQL, src/backend/access/heap/README.tuplock).
/// </summary>
internal sealed class LockProbe(NpgsqlConnection connection)
{
    private const string Query =
        """
        WITH l AS MATERIALIZED (SELECT pid, locktype, relation, page, tuple, granted FROM pg_locks),
             w AS MATERIALIZED (
               SELECT pid, query, (pg_blocking_pids(pid))[1] AS by FROM pg_stat_activity
               WHERE application_name = 'seawall-replay' AND datname = current_database() AND wait_event_type = 'Lock' ORDER BY pid LIMIT 100)
        SELECT w.pid, w.query, n.locktype, coalesce(n.relation, t.relation)::regclass::text, coalesce(n.page, t.page), coalesce(n.tuple, t.tuple)::int,
               b.pid, coalesce(b.application_name, '') = 'seawall-replay', coalesce(b.state, ''), coalesce(b.query, '')
        FROM w
        JOIN LATERAL (SELECT * FROM l WHERE l.pid = w.pid AND NOT granted LIMIT 1) n ON true
        LEFT JOIN LATERAL (SELECT * FROM l WHERE l.pid = w.pid AND locktype = 'tuple' AND granted LIMIT 1) t ON true
        LEFT JOIN pg_stat_activity b ON b.pid = w.by
        """;

    private readonly Dictionary<string, string?> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), string?> _rows = [];

    public async Task<IReadOnlyList<LockWait>> LookAsync(DigestTable digests, CancellationToken ct)
    {
        List<Raw> waits = await ReadAsync(ct).ConfigureAwait(false);
        var byPid = waits.ToDictionary(w => w.Pid);
        var found = new List<LockWait>(waits.Count);
        foreach (Raw wait in waits)
        {
            Raw last = Root(wait, byPid);

            // A waiter for the transaction that holds no tuple lock is behind one that does, or waits for something that is no row of its own.
            Raw row = wait.Place is not null ? wait : last;
            found.Add(new LockWait
            {
                Fingerprint = digests.Of(Encoding.UTF8.GetBytes(wait.Sql)).Fingerprint.ToString("x16", CultureInfo.InvariantCulture),
                Relation = wait.Relation.Length > 0 ? wait.Relation : row.Relation,
                IsRowLock = wait.Type is "tuple" or "transactionid",
                Row = row.Place is { } place ? await KeyAsync(row.Relation, place, ct).ConfigureAwait(false) : null,
                BlockedByLane = last.BlockerIsLane,
                Blocker = last.BlockerState.Length == 0 ? "a session that has gone" : $"{(last.BlockerIsLane ? "another lane" : "a session that is no lane")} ({last.BlockerState}): {One(last.BlockerSql)}",
            });
        }

        return found;
    }

    private static Raw Root(Raw wait, Dictionary<int, Raw> byPid)
    {
        for (int i = 0; i < 100 && wait.Blocker is { } by && byPid.TryGetValue(by, out Raw? next); i++)
        {
            wait = next;
        }

        return wait;
    }

    private async Task<List<Raw>> ReadAsync(CancellationToken ct)
    {
        var waits = new List<Raw>();
        await using var command = new NpgsqlCommand(Query, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            bool isRow = !reader.IsDBNull(4) && !reader.IsDBNull(5);
            waits.Add(new Raw(
                reader.GetInt32(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.IsDBNull(3) ? "" : reader.GetString(3),
                isRow ? string.Create(CultureInfo.InvariantCulture, $"({reader.GetInt32(4)},{reader.GetInt32(5)})") : null,
                reader.IsDBNull(6) ? null : reader.GetInt32(6),
                !reader.IsDBNull(7) && reader.GetBoolean(7),
                reader.GetString(8),
                reader.GetString(9)));
        }

        return waits;
    }

    /// <summary>The primary key of the row at that place; the place itself when the row is no longer there or the table has no key.</summary>
    private async Task<string?> KeyAsync(string relation, string place, CancellationToken ct)
    {
        if (_rows.TryGetValue((relation, place), out string? known))
        {
            return known;
        }

        try
        {
            if (!_keys.TryGetValue(relation, out string? columns))
            {
                await using var command = new NpgsqlCommand(
                    "SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY array_position(i.indkey::int2[], a.attnum)) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) WHERE i.indisprimary AND i.indrelid = $1::regclass", connection);
                command.Parameters.Add(new NpgsqlParameter { Value = relation });
                _keys[relation] = columns = await command.ExecuteScalarAsync(ct).ConfigureAwait(false) as string;
            }

            string? row = null;
            if (columns is not null)
            {
                await using var command = new NpgsqlCommand($"SELECT concat_ws(', ', {columns}) FROM {relation} WHERE ctid = '{place}'::tid", connection);
                row = await command.ExecuteScalarAsync(ct).ConfigureAwait(false) is string key ? $"{columns} = {key}" : null;
            }

            if (_rows.Count < 10_000)
            {
                _rows[(relation, place)] = row;
            }

            return row;
        }
        catch (PostgresException)
        {
            return null;
        }
    }

    private static string One(string sql)
    {
        string line = sql.ReplaceLineEndings(" ");
        return line.Length <= 120 ? line : line[..119] + "…";
    }

    private sealed record Raw(int Pid, string Sql, string Type, string Relation, string? Place, int? Blocker, bool BlockerIsLane, string BlockerState, string BlockerSql);
}
