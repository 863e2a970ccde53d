using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Seawall.Topology;

/// <summary>
/// Applies an assembly's embedded <c>Migrations/NNNN_name.sql</c> in order, each once and in one transaction, under an advisory lock.
/// A file that changed after it was applied is refused.
/// </summary>
public static class Migrations
{
    /// <summary>Returns how many were applied now.</summary>
    public static Task<int> ApplyAsync(string connectionString, string schema, Assembly assembly, CancellationToken ct) =>
        ApplyAsync(connectionString, schema, Embedded(assembly), ct);

    internal static async Task<int> ApplyAsync(string connectionString, string schema, IReadOnlyList<Migration> migrations, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(ct).ConfigureAwait(false);
        // The lock is the session's: it ends with the connection, also when this process dies.
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock(hashtext({Sql.Text("seawall.migrations." + schema)}))", ct).ConfigureAwait(false);
        await ExecuteAsync(connection, $"SET search_path = {Sql.Name(schema)}, public", ct).ConfigureAwait(false);
        await ExecuteAsync(
            connection,
            "CREATE TABLE IF NOT EXISTS schema_migrations (number int PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
            ct).ConfigureAwait(false);

        Dictionary<int, string> applied = await ReadAppliedAsync(connection, ct).ConfigureAwait(false);
        int count = 0;
        foreach (Migration migration in migrations)
        {
            if (!applied.TryGetValue(migration.Number, out string? checksum))
            {
                await ApplyOneAsync(connection, migration, ct).ConfigureAwait(false);
                count++;
            }
            else if (checksum != migration.Checksum)
            {
                throw new InvalidOperationException(
                    $"migration {migration.Name} of schema {schema} was changed after it was applied; undo the change and add a new migration");
            }
        }
        return count;
    }

    private static List<Migration> Embedded(Assembly assembly)
    {
        var migrations = new List<Migration>();
        foreach (string resource in assembly.GetManifestResourceNames())
        {
            int folder = resource.IndexOf(".Migrations.", StringComparison.Ordinal);
            if (folder >= 0 && resource.EndsWith(".sql", StringComparison.Ordinal))
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                migrations.Add(Migration.Parse(resource[(folder + ".Migrations.".Length)..], reader.ReadToEnd()));
            }
        }
        migrations.Sort((a, b) => a.Number.CompareTo(b.Number));
        return migrations;
    }

    private static async Task ApplyOneAsync(NpgsqlConnection connection, Migration migration, CancellationToken ct)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
        try
        {
            await ExecuteAsync(connection, migration.Sql, ct).ConfigureAwait(false);
        }
        catch (PostgresException e)
        {
            throw new InvalidOperationException($"migration {migration.Name} failed: {e.SqlState} {e.MessageText}", e);
        }
        await using var note = new NpgsqlCommand("INSERT INTO schema_migrations (number, name, checksum) VALUES ($1, $2, $3)", connection)
        {
            Parameters = { new() { Value = migration.Number }, new() { Value = migration.Name }, new() { Value = migration.Checksum } },
        };
        await note.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        await transaction.CommitAsync(ct).ConfigureAwait(false);
    }

    private static async Task<Dictionary<int, string>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var applied = new Dictionary<int, string>();
        await using var command = new NpgsqlCommand("SELECT number, checksum FROM schema_migrations", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            applied[reader.GetInt32(0)] = reader.GetString(1);
        }
        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }
}

/// <summary>One numbered step of a schema.</summary>
internal sealed record Migration(int Number, string Name, string Sql)
{
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    public static Migration Parse(string name, string sql)
    {
        int end = 0;
        while (end < name.Length && char.IsAsciiDigit(name[end]))
        {
            end++;
        }
        return end > 0
            ? new Migration(int.Parse(name.AsSpan(0, end), CultureInfo.InvariantCulture), name, sql)
            : throw new InvalidDataException($"migration {name} has no number; name it like 0001_tables.sql");
    }
}
