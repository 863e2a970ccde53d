using System.Net;
using System.Text.Json;
using Npgsql;
using Seawall.Gate.Statistics;
using Seawall.Kernel;
using Seawall.Testing;

namespace Seawall.Cli.Tests;

/// <summary>Statistics of a PostgreSQL with <c>pg_stat_statements</c>, without a gate.</summary>
public sealed class ObserveTests
{
    private static readonly Lazy<Task<PrivatePostgres>> s_postgres = new(() => PrivatePostgres.StartAsync("shared_preload_libraries = 'pg_stat_statements'"));

    /// <summary>The server that counts statements, one for the tests that need one.</summary>
    internal static Task<PrivatePostgres> SharedAsync() => s_postgres.Value;

    private static readonly ObservedTotals s_totals = new(new Dictionary<string, string> { ["observed_app"] = "shop" });

    [Fact]
    public async Task Statements_come_together_by_the_gates_own_fingerprint_and_by_business()
    {
        (PrivatePostgres postgres, string database, ObservedServer server) = await StartAsync();
        await postgres.ExecuteAsync("CREATE EXTENSION pg_stat_statements; CREATE TABLE goods(id int primary key, name text); INSERT INTO goods SELECT g, 'x' FROM generate_series(1, 100) g; GRANT ALL ON goods TO observed_app", database);
        ObservedReading before = await server.ReadAsync(CancellationToken.None);
        string app = new NpgsqlConnectionStringBuilder(database) { Username = "observed_app", Password = "app" }.ConnectionString;
        for (int i = 0; i < 10; i++)
        {
            await postgres.ExecuteAsync($"SELECT name FROM goods WHERE id IN ({i}, {i + 1})", app);
            await postgres.ExecuteAsync($"select name from goods where id in ({i}, 2, 3)", app);
        }
        await postgres.ExecuteAsync("SELECT count(*) FROM goods", database);
        ObservedReading reading = (await server.ReadAsync(CancellationToken.None)).After(before);

        StatTotals totals = s_totals.Of(reading);
        StatLine goods = Assert.Single(ObservedText.Lines(totals, "sql"), line => line.Sql!.Contains("goods where id in (", StringComparison.Ordinal));
        Assert.Equal((20L, "goods"), (goods.Calls, Assert.Single(goods.Tables!)));
        Assert.Equal(46, goods.Rows);
        // The driver asks for more than the test does, so only statements on the table are counted.
        Assert.Equal(20, totals.All.Where(total => total.Business == "shop" && total.Tables.Contains("goods")).Sum(total => total.Latency.Count));
        Assert.Contains(ObservedText.Lines(totals, "business"), line => line.Business == "shop" && line.Calls >= 20);
        Assert.Equal(21, Assert.Single(ObservedText.Lines(totals, "table"), line => line.Table == "goods").Calls);
        Assert.DoesNotContain(totals.All, total => total.Tables.Any(table => table.Contains("pg_stat_statements", StringComparison.Ordinal)));
        // How many rows it has the server tells when its session rests for a second, so not at once.
        Assert.Contains(reading.Tables, table => table.Name == "public.goods");
    }

    [Fact]
    public async Task It_answers_like_a_gates_admin_address()
    {
        (PrivatePostgres postgres, string database, ObservedServer server) = await StartAsync();
        await postgres.ExecuteAsync("CREATE EXTENSION pg_stat_statements", database);
        string file = Path.Combine(Directory.CreateTempSubdirectory("seawall-observe-").FullName, "stats.db");
        await using ObservedDesk desk = await ObservedDesk.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), server, s_totals, file, "observe", CancellationToken.None);
        for (int i = 0; i < 3; i++)
            await postgres.ExecuteAsync("SELECT 41 + 1 AS answer", database);
        using HttpClient http = new() { BaseAddress = new Uri(desk.Address) };

        JsonElement stats = JsonDocument.Parse(await http.GetStringAsync("/stats?since=600&by=sql")).RootElement;

        JsonElement row = Assert.Single(stats.GetProperty("rows").EnumerateArray(), r => r.GetProperty("sql").GetString()!.Contains("answer", StringComparison.Ordinal));
        Assert.Equal((3L, 3L, 0L), (row.GetProperty("calls").GetInt64(), row.GetProperty("rows").GetInt64(), row.GetProperty("errors").GetInt64()));
        LatencyHistogram latency = LatencyHistogram.Read(row.GetProperty("histogram").GetBytesFromBase64());
        Assert.Equal((3L, row.GetProperty("totalMicros").GetInt64()), (latency.Count, latency.Sum));
        Assert.Equal("observe", JsonDocument.Parse(await http.GetStringAsync("/live")).RootElement.GetProperty("gate").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync("/stats?by=moon")).StatusCode);
    }

    [Fact]
    public async Task A_missing_extension_is_told_by_the_lines_to_add()
    {
        (_, _, ObservedServer server) = await StartAsync();
        CommandException missing = await Assert.ThrowsAsync<CommandException>(() => server.ReadAsync(CancellationToken.None));
        Assert.Contains("CREATE EXTENSION pg_stat_statements;", missing.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("shared_preload_libraries", missing.Message, StringComparison.Ordinal);

        PrivatePostgres bare = await PrivatePostgres.SharedAsync();
        CommandException both = await Assert.ThrowsAsync<CommandException>(() => ServerOf(bare.ConnectionString).ReadAsync(CancellationToken.None));
        Assert.Contains("shared_preload_libraries = 'pg_stat_statements'", both.Message, StringComparison.Ordinal);
        Assert.Contains("CREATE EXTENSION pg_stat_statements;", both.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host=127.0.0.1 port=5432 dbname=shop user=observer", "127.0.0.1:5432/shop")]
    [InlineData("Host=db;Database=shop;Username=observer", "db:5432/shop")]
    [InlineData("postgresql://observer@db:5433/shop", "db:5433/shop")]
    public void Connections_are_understood_as_people_write_them(string text, string name) => Assert.Equal(name, ObservedServer.Of(text, null).Name);

    [Theory]
    [InlineData("host=db password=secret")]
    [InlineData("postgresql://observer:secret@db/shop")]
    public void A_password_on_the_command_line_is_refused_and_not_repeated(string text)
    {
        CommandException refused = Assert.Throws<CommandException>(() => ObservedServer.Of(text, null));
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_keeps_mean_and_deviation_of_its_own_time()
    {
        ObservedRow first = Row(calls: 2, total: 4, deviation: 1, max: 3);
        // Four more calls of 10 ms each: squares grow by 4 · 100.
        double squares = 2 * (1 + 4) + 400;
        double mean = 44 / 6.0;
        ObservedRow second = Row(calls: 6, total: 44, deviation: Math.Sqrt(squares / 6 - mean * mean), max: 10);

        ObservedRow since = second.Since(first)!;

        Assert.Equal((4L, 40.0, 10.0), (since.Calls, since.TotalMs, since.MaxMs));
        Assert.Equal(0, since.DeviationMs, 3);
        Assert.Null(second.Since(second));
        Assert.Equal(first, first.Since(second));
    }

    private static ObservedRow Row(long calls, double total, double deviation, double max) =>
        new() { Key = ("app", 1, true), Sql = "select 1", Calls = calls, Rows = calls, TotalMs = total, MaxMs = max, DeviationMs = deviation };

    private static async Task<(PrivatePostgres Postgres, string Database, ObservedServer Server)> StartAsync()
    {
        PrivatePostgres postgres = await s_postgres.Value;
        string database = await postgres.CreateDatabaseAsync("observed");
        await postgres.ExecuteAsync("DO $$ BEGIN CREATE ROLE observed_app LOGIN PASSWORD 'app'; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$", database);
        return (postgres, database, ServerOf(database));
    }

    private static ObservedServer ServerOf(string connectionString)
    {
        NpgsqlConnectionStringBuilder connection = new(connectionString);
        string file = Path.GetTempFileName();
        File.WriteAllText(file, connection.Password + "\n");
        ObservedServer server = ObservedServer.Of($"host={connection.Host} port={connection.Port} dbname={connection.Database} user={connection.Username}", file);
        File.Delete(file);
        return server;
    }
}
