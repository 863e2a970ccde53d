using System.Globalization;
using Npgsql;

namespace Seawall.Topology;

/// <summary>
/// What makes a database a test site: one row in <c>public.seawall_test_site</c>. It names the very server it was written on
/// (PostgreSQL's system identifier), so a copy of the row on another server, by restore or clone, marks nothing.
/// </summary>
public sealed record TestSiteMark(string SystemIdentifier, string Source, string? SourceSystemIdentifier, DateTimeOffset CreatedAt)
{
    private const string Table = "public.seawall_test_site";

    /// <summary>Reads the mark of the connected database.</summary>
    /// <exception cref="TestSiteRefusedException">The database is not marked, or the mark belongs to another server.</exception>
    public static async Task<TestSiteMark> RequireAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        string target = string.Create(CultureInfo.InvariantCulture, $"database {connection.Database} at {connection.Host}:{connection.Port}");
        TestSiteMark mark = await ReadAsync(connection, ct).ConfigureAwait(false)
            ?? throw new TestSiteRefusedException($"{target} is not marked as a test site; `seawall lab testsite create` makes one");
        string identifier = await SystemIdentifierAsync(connection, ct).ConfigureAwait(false);
        if (mark.SourceSystemIdentifier == identifier)
        {
            throw new TestSiteRefusedException($"{target} is on the very server its data came from");
        }
        if (mark.SystemIdentifier != identifier)
        {
            throw new TestSiteRefusedException($"{target} carries a mark that was made on another server and came along with its data");
        }
        return mark;
    }

    internal static async Task<string> SystemIdentifierAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT system_identifier::text FROM pg_control_system()", connection);
        return (string)(await command.ExecuteScalarAsync(ct).ConfigureAwait(false))!;
    }

    internal async Task WriteAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        const string make = $"""
            DROP TABLE IF EXISTS {Table};
            CREATE TABLE {Table} (
                only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
                system_identifier text NOT NULL,
                source text NOT NULL,
                source_system_identifier text,
                created_at timestamptz NOT NULL);
            GRANT SELECT ON {Table} TO PUBLIC;
            """;
        await using var table = new NpgsqlCommand(make, connection);
        await table.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        await using var row = new NpgsqlCommand(
            $"INSERT INTO {Table} (system_identifier, source, source_system_identifier, created_at) VALUES ($1, $2, $3, $4)", connection)
        {
            Parameters =
            {
                new() { Value = SystemIdentifier },
                new() { Value = Source },
                new() { Value = (object?)SourceSystemIdentifier ?? DBNull.Value },
                new() { Value = CreatedAt.ToUniversalTime() },
            },
        };
        await row.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    private static async Task<TestSiteMark?> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using (var exists = new NpgsqlCommand($"SELECT to_regclass('{Table}') IS NOT NULL", connection))
        {
            if (await exists.ExecuteScalarAsync(ct).ConfigureAwait(false) is not true)
            {
                return null;
            }
        }
        await using var read = new NpgsqlCommand($"SELECT system_identifier, source, source_system_identifier, created_at FROM {Table}", connection);
        await using NpgsqlDataReader reader = await read.ExecuteReaderAsync(ct).ConfigureAwait(false);
        return await reader.ReadAsync(ct).ConfigureAwait(false)
            ? new TestSiteMark(
                reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3))
            : null;
    }
}

/// <summary>A database was about to be used as a test site and is none.</summary>
public sealed class TestSiteRefusedException(string message) : Exception(message);
