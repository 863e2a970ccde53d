using Npgsql;

namespace Seawall.Gate.Tests;

/// <summary>The console of a test's gate, as a person and a driver reach it.</summary>
internal static class ConsoleFixture
{
    public const string Token = "let-me-in";

    public static Task<GateFixture> StartAsync(string? token = Token, bool portable = false) =>
        GateFixture.StartAsync(options => options with { AdminToken = token, Portable = portable });

    public static async Task<NpgsqlConnection> ConsoleAsync(this GateFixture fixture, string? password = Token)
    {
        NpgsqlConnection connection = new(fixture.Through(
            fixture.Port, $"Database=seawall;Username=anyone;Password={password};Pooling=false;Server Compatibility Mode=NoTypeLoading"));
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs a command by the extended protocol and gives its rows as texts, by column.</summary>
    public static async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> AskAsync(this NpgsqlConnection console, string command)
    {
        await using NpgsqlCommand asked = new(command, console);
        await using NpgsqlDataReader reader = await asked.ExecuteReaderAsync();
        List<IReadOnlyDictionary<string, string>> rows = [];
        while (await reader.ReadAsync())
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture)!));
        return rows;
    }

    public static async Task DoAsync(this NpgsqlConnection console, string command)
    {
        await using NpgsqlCommand asked = new(command, console);
        await asked.ExecuteNonQueryAsync();
    }
}
