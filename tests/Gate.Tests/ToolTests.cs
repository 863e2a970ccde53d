using System.Diagnostics;

namespace Seawall.Gate.Tests;

/// <summary>The tools people use every day, unchanged, through the gate.</summary>
public sealed class ToolTests
{
    [Theory]
    [InlineData("simple")]
    [InlineData("extended")]
    [InlineData("prepared")]
    public async Task Pgbench_runs_in_every_protocol(string protocol)
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        string database = await PgbenchDatabaseAsync(fixture);

        string output = await RunAsync(fixture, fixture.Port, database, "pgbench", "-n", "-M", protocol, "-c", "4", "-j", "2", "-t", "250");

        Assert.Contains("number of transactions actually processed: 1000/1000", output);
        Assert.Contains("number of failed transactions: 0 ", output);
    }

    [Fact]
    public async Task Pgbench_runs_with_a_connection_for_each_transaction()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        string database = await PgbenchDatabaseAsync(fixture);

        string output = await RunAsync(fixture, fixture.Port, database, "pgbench", "-n", "-C", "-S", "-c", "4", "-t", "50");

        Assert.Contains("number of transactions actually processed: 200/200", output);
    }

    [Fact]
    public async Task Psql_prints_the_same_as_direct()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        const string Script = """
            create temp table t(a int, b text);
            \copy t from program 'seq 1 1000 | sed s/$/,x/' with (format csv)
            select count(*), max(a) from t;
            \copy (select * from t order by a limit 3) to stdout
            begin; select 1/0; rollback;
            select 1; select 2;
            \set AUTOCOMMIT off
            insert into t values (0, 'öäü'); rollback;
            select repeat('x', 1000000) as large \gset
            select length(:'large');
            """;
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, Script);

        string direct = await RunAsync(fixture, fixture.Postgres.Port, "test", "psql", "-X", "-f", file);
        string gate = await RunAsync(fixture, fixture.Port, "test", "psql", "-X", "-f", file);

        Assert.Equal(direct, gate);
        Assert.Contains("1000000", gate);
        File.Delete(file);
    }

    private static async Task<string> PgbenchDatabaseAsync(GateFixture fixture)
    {
        string connection = await fixture.Postgres.CreateDatabaseAsync("bench");
        string database = new Npgsql.NpgsqlConnectionStringBuilder(connection).Database!;
        await RunAsync(fixture, fixture.Port, database, "pgbench", "-i", "-q", "-s", "1");
        return database;
    }

    private static async Task<string> RunAsync(GateFixture fixture, int port, string database, string tool, params string[] arguments)
    {
        ProcessStartInfo start = new(tool, [.. arguments, "-h", "127.0.0.1", "-p", $"{port}", "-U", fixture.Postgres.User, database])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = fixture.Postgres.Password, ["LC_ALL"] = "C" },
        };
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{tool} did not end within 60 s.");
        }
        string all = await output + await errors;
        Assert.True(process.ExitCode is 0 or 3, $"{tool} ended with {process.ExitCode}: {all}");
        return all;
    }
}
