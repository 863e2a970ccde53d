using System.Globalization;
using Npgsql;
using Seawall.Testing;

namespace Seawall.Lab.Tests;

/// <summary>Statements chosen to trip a log reader: forged heads, tabs, quotes, newlines, control bytes, errors with values, COPY, very long lines.</summary>
internal static class NastyWorkload
{
    private static readonly string[] _texts =
    [
        "SELECT 'a\nb\n\tc\n\t\td'",
        "\n\n  SELECT 1 -- trailing\n",
        "SELECT '\n2026-11-11 00:00:00.000 UTC [1] LOG:  duration: 1.000 ms  statement: SELECT forged'",
        "SELECT 'x\nDETAIL:  parameters: $1 = ''forged''\nSTATEMENT:  SELECT 2'",
        "SELECT 'quote \" and {\"message\":\"forged\"} and , comma',\n\"q\".\"a b\" FROM (SELECT 1 AS \"a b\") AS \"q\"",
        "SELECT '\r\n\u0001\b\f\u007f \\ \\n \\u0041'",
        "SELECT '双十一 ünïcode 🛒'",
        "SELECT 1; SELECT 2; SELECT 'three\n;'",
        "DO $$ BEGIN PERFORM 1; EXCEPTION WHEN OTHERS THEN RAISE; END $$",
        "SELECT '\t'\n\t, '\t\t'\n",
        "/* duration: 5.000 ms  statement: SELECT no */ SELECT 5",
    ];

    private static readonly string[] _faults =
    [
        "SELECT 1/0",
        "SELECT\n\tno_such\n\tFROM\n\tnowhere",
        "SELEC 'syntax\nerror'",
        "DO $$ BEGIN RAISE EXCEPTION 'two\nlines' USING DETAIL = 'd\n\te', HINT = 'h\nSTATEMENT:  x'; END $$",
        "SELECT 'a' || repeat('x\n', 3) || nothing",
    ];

    private static readonly object?[] _values =
        ["plain", "it's", "two\nlines", "tab\tand\n\ttab", "$2 = 'forged', $3 = NULL", null, "", "quote \" back \\ slash", "双十一 🛒", "DETAIL:  x\n2026-11-11 00:00:00.000 UTC [1] LOG:  y"];

    public static async Task RunAsync(NpgsqlConnectionStringBuilder settings)
    {
        await using (var connection = new NpgsqlConnection(settings.ConnectionString))
        {
            await connection.OpenAsync();
            await ExecuteAsync(connection, "CREATE TABLE nasty (id int PRIMARY KEY, text text)");
            await ExecuteAsync(connection, "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'we\"ird user') THEN CREATE ROLE \"we\"\"ird user\" LOGIN SUPERUSER PASSWORD 'test'; END IF; END $$");
            await RunTextsAsync(connection);
            await RunValuesAsync(connection);
            await CopyAsync(connection);
            await ExecuteAsync(connection, $"SELECT length('{new string('x', 1_100_000)}')");
            await ExecuteAsync(connection, $"SELECT length('{string.Concat(Enumerable.Range(0, 5000).Select(i => string.Create(CultureInfo.InvariantCulture, $"line {i}\n\t")))}')");
        }

        settings = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Username = "we\"ird user", Password = "test", ApplicationName = "app [x], y" };
        await using (var connection = new NpgsqlConnection(settings.ConnectionString))
        {
            await connection.OpenAsync();
            await ExecuteAsync(connection, "SET log_statement = 'all'");
            await RunTextsAsync(connection);
            await ExecuteAsync(connection, "SET log_min_duration_statement = -1");
            await ExecuteAsync(connection, "SET log_duration = on");
            await RunTextsAsync(connection);
            await RunValuesAsync(connection);
            await ExecuteAsync(connection, "SET log_error_verbosity = verbose");
            await RunTextsAsync(connection);
        }
    }

    private static async Task RunTextsAsync(NpgsqlConnection connection)
    {
        foreach (string sql in _texts)
        {
            await ExecuteAsync(connection, sql);
        }

        foreach (string sql in _faults)
        {
            await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(connection, sql));
        }
    }

    /// <summary>As unnamed and as prepared statements, sound and failing.</summary>
    private static async Task RunValuesAsync(NpgsqlConnection connection)
    {
        await using var named = new NpgsqlCommand("SELECT $1::text,\n\t$2::text", connection);
        named.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        named.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await named.PrepareAsync();
        foreach (object? value in _values)
        {
            named.Parameters[0].Value = value ?? DBNull.Value;
            named.Parameters[1].Value = "second\n";
            await named.ExecuteNonQueryAsync();
            await ExecuteAsync(connection, "SELECT $1::text, $2::int", value ?? DBNull.Value, 7);
            await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(connection, "SELECT 1 / length($1::text || $2::text) - 1 / ($3::int)", value ?? "x", "\n'", 0));
        }
    }

    private static async Task CopyAsync(NpgsqlConnection connection)
    {
        await using (TextWriter copy = await connection.BeginTextImportAsync("COPY nasty FROM STDIN"))
        {
            await copy.WriteAsync("1\tone\n2\ttwo\\nlines\n");
        }

        using (TextReader copy = await connection.BeginTextExportAsync("COPY (SELECT *\nFROM nasty) TO STDOUT"))
        {
            await copy.ReadToEndAsync();
        }

        await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await using TextWriter copy = await connection.BeginTextImportAsync("COPY nasty FROM STDIN");
            await copy.WriteAsync("no number\tx\n");
            await copy.DisposeAsync();
        });
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (object value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }
}
