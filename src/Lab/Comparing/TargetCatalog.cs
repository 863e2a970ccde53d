using Npgsql;

namespace Seawall.Lab.Comparing;

/// <summary>What only the target knows of the names in the statements: which functions are volatile, which columns tell a table's rows apart, which relations there are.</summary>
internal sealed record TargetCatalog
{
    /// <summary>As the server names itself.</summary>
    public required string Server { get; init; }

    /// <summary>Functions of these names of which at least one is declared volatile.</summary>
    public required IReadOnlySet<string> VolatileFunctions { get; init; }

    /// <summary>Column sets of unique indexes over columns that are never null, by table, with and without its schema.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string[]>> UniqueKeys { get; init; }

    /// <summary>Tables, views and sequences, with and without their schema.</summary>
    public required IReadOnlySet<string> Relations { get; init; }

    public static TargetCatalog Empty { get; } = new()
    {
        Server = "",
        VolatileFunctions = new HashSet<string>(),
        UniqueKeys = new Dictionary<string, IReadOnlyList<string[]>>(),
        Relations = new HashSet<string>(),
    };

    public static async Task<TargetCatalog> ReadAsync(string connectionString, IReadOnlyCollection<string> functions, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct).ConfigureAwait(false);
        return new TargetCatalog
        {
            Server = $"PostgreSQL {connection.ServerVersion}",
            VolatileFunctions = await NamesAsync(connection, "SELECT DISTINCT proname::text FROM pg_proc WHERE provolatile = 'v' AND proname = ANY ($1)", [.. functions], ct).ConfigureAwait(false),
            UniqueKeys = await UniqueKeysAsync(connection, ct).ConfigureAwait(false),
            Relations = await NamesAsync(
                connection,
                "SELECT n FROM pg_class c JOIN pg_namespace s ON s.oid = relnamespace, LATERAL (VALUES (relname::text), (nspname || '.' || relname)) v (n) WHERE relkind IN ('r', 'v', 'm', 'S', 'p', 'f')",
                null,
                ct).ConfigureAwait(false),
        };
    }

    private static async Task<HashSet<string>> NamesAsync(NpgsqlConnection connection, string sql, string[]? names, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (names is not null)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = names });
        }

        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var found = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }

    private static async Task<Dictionary<string, IReadOnlyList<string[]>>> UniqueKeysAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT s.nspname::text, c.relname::text, array_agg(a.attname::text)
            FROM pg_index i
            JOIN pg_class c ON c.oid = i.indrelid
            JOIN pg_namespace s ON s.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
            WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND s.nspname NOT IN ('pg_catalog', 'pg_toast')
            GROUP BY i.indexrelid, s.nspname, c.relname
            HAVING bool_and(a.attnotnull)
            """, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var keys = new Dictionary<string, IReadOnlyList<string[]>>(StringComparer.Ordinal);
        var schemaOf = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            (string schema, string table, string[] columns) = (reader.GetString(0), reader.GetString(1), reader.GetFieldValue<string[]>(2));
            Add($"{schema}.{table}", columns);

            // A name that two schemas have tells nothing by itself.
            if (schemaOf.TryAdd(table, schema) || schemaOf[table] == schema)
            {
                Add(table, columns);
            }
            else
            {
                keys[table] = [];
            }
        }

        return keys;
        void Add(string name, string[] columns) => keys[name] = keys.TryGetValue(name, out IReadOnlyList<string[]>? others) ? [.. others, columns] : [columns];
    }
}
