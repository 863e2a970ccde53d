using Npgsql;
using Seawall.Lab.Logs;
using Seawall.Lab.Packing;
using Seawall.Lab.Replay;
using Seawall.Topology;

namespace Seawall.Lab.Tests;

public sealed class RoundTripTests
{
    private const string Schema =
        """
        CREATE TABLE items (id int PRIMARY KEY, name text NOT NULL, stock int NOT NULL CHECK (stock >= 0));
        INSERT INTO items SELECT i, 'item ' || i, 1000 FROM generate_series(1, 200) i;
        CREATE TABLE orders (id bigserial PRIMARY KEY, item int NOT NULL, buyer text);
        """;

    [Fact]
    public async Task The_log_of_a_real_server_gives_exactly_what_was_sent()
    {
        LoggedPostgres server = await LoggedPostgres.SharedAsync();
        string database = await server.CreateDatabaseAsync("exact");
        await using (var connection = new NpgsqlConnection(database + ";Pooling=false"))
        {
            await connection.OpenAsync();
            await RunAsync(connection, "SELECT 'a\nb', \"x\" FROM (SELECT 1 AS \"x\") q");
            await RunAsync(connection, "SELECT $1::int + 1, $2::text", 41, "it's \"quoted\"\nand long");
            await Assert.ThrowsAsync<PostgresException>(() => RunAsync(connection, "SELECT 1 / 0"));
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await RunAsync(connection, "SELECT 7");
            await transaction.RollbackAsync();
        }

        string log = await server.CopyLogAsync(database);
        using var reader = (CsvLogReader)EventSource.Open(log);
        string name = new NpgsqlConnectionStringBuilder(database).Database!;
        Recorded[] events = [.. Recorded.All(reader).Where(e => e.Database == name).SkipWhile(e => !e.Sql.StartsWith("SELECT 'a", StringComparison.Ordinal)).TakeWhile(e => !e.Sql.Contains("marker", StringComparison.Ordinal))];
        Assert.Equal(
            [
                ("SELECT 'a\nb', \"x\" FROM (SELECT 1 AS \"x\") q", "", ""),
                ("SELECT $1::int + 1, $2::text", "41|it's \"quoted\"\nand long", ""),
                ("SELECT 1 / 0", "", "22012"),
                ("BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED", "", ""),
                ("SELECT 7", "", ""),
                ("ROLLBACK", "", ""),
            ],
            events.Take(6).Select(e => (e.Sql, e.Parameters, e.SqlState)));
        Assert.True(reader.Tally.Balances);
        Assert.Equal(0, reader.Tally.BytesSkipped);
    }

    [Theory]
    [InlineData(ReplayMode.Saturate, OrderMode.Unit)]
    [InlineData(ReplayMode.Saturate, OrderMode.Object)]
    [InlineData(ReplayMode.Saturate, OrderMode.Session)]
    [InlineData(ReplayMode.Barrier, OrderMode.Unit)]
    public async Task A_packed_log_replays_equal_on_the_restored_database(ReplayMode mode, OrderMode order)
    {
        string log = await _shop.Value;
        using PackedFolder packed = PackedFolder.PackFile(Copy(log), new PackOptions { Lanes = 16, Order = order });
        ReplayReport report = await Replayer.RunAsync(Options(packed, await TargetDatabase.CreateAsync(Schema)) with { Mode = mode }, TimeProvider.System, null, CancellationToken.None);
        Assert.Equal(packed.Manifest.Units, report.Units);
        Assert.Equal(packed.Manifest.Statements, report.Statements);
        Assert.Equal((0L, 0.0, 0L, 0L), (report.OrderViolations, report.DigestMixDifference, report.LanesLost, report.PreludeErrors));
        Assert.Empty(report.ErrorSamples.Select(s => $"{s.SqlState} {s.Message} in {s.Sql}"));
        Assert.Equal((20L, 0L, 0L, 0L), (report.Errors.Same, report.Errors.New, report.Errors.Gone, report.Errors.Other));
    }

    [Fact]
    public async Task A_captured_row_count_is_compared()
    {
        string capture = Captures.Write(
            Captures.Statement("SELECT * FROM items WHERE id <= 5", rows: 5),
            Captures.Statement("UPDATE items SET stock = stock - 1 WHERE id = 7", rows: 1),
            Captures.Statement("SELECT * FROM items WHERE id > 1000", rows: 3));
        using PackedFolder packed = PackedFolder.PackFile(capture);
        ReplayReport report = await Replayer.RunAsync(Options(packed, await TargetDatabase.CreateAsync(Schema)), TimeProvider.System, null, CancellationToken.None);
        Assert.Equal((2L, 1L, 0L), (report.Rows.Same, report.Rows.Different, report.Rows.Unknown));
    }

    [Fact]
    public async Task A_masked_capture_is_refused_with_the_way_out()
    {
        using PackedFolder packed = PackedFolder.PackFile(Captures.Write(masked: true, Captures.Statement("SELECT 1", rows: 1)));
        string target = await TargetDatabase.CreateAsync(Schema);
        ReplayRefusedException refused = await Assert.ThrowsAsync<ReplayRefusedException>(() => Replayer.RunAsync(Options(packed, target), TimeProvider.System, null, CancellationToken.None));
        Assert.Contains("captureClear", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_without_the_mark_is_refused()
    {
        using PackedFolder packed = PackedFolder.Pack(CsvLines.Statement("duration: 1 ms  statement: SELECT 1"));
        string target = await TargetDatabase.CreateAsync(Schema, marked: false);
        await Assert.ThrowsAsync<TestSiteRefusedException>(() => Replayer.RunAsync(Options(packed, target), TimeProvider.System, null, CancellationToken.None));
    }

    [Fact]
    public async Task The_server_sees_as_many_statements_as_there_are_lanes()
    {
        string csv = string.Concat(Enumerable.Range(0, 640).Select(i => CsvLines.Statement("duration: 20.000 ms  statement: SELECT pg_sleep(0.02)", line: i + 1)));
        using PackedFolder packed = PackedFolder.Pack(csv, new PackOptions { Lanes = 16 });
        string target = await TargetDatabase.CreateAsync(Schema);
        Task<ReplayReport> run = Replayer.RunAsync(Options(packed, target), TimeProvider.System, null, CancellationToken.None);
        await using var watcher = new NpgsqlConnection(target + ";Pooling=false");
        await watcher.OpenAsync();
        await using var count = new NpgsqlCommand("SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'seawall-replay' AND state = 'active' AND query LIKE '%pg_sleep%' AND datname = current_database()", watcher);
        var samples = new List<int>();
        while (!run.IsCompleted)
        {
            samples.Add((int)(await count.ExecuteScalarAsync())!);
            await Task.WhenAny(run, Task.Delay(10));
        }

        ReplayReport report = await run;
        Assert.Equal(16, samples.Max());
        Assert.InRange(report.InFlight.Mean, 0.95 * 16, 16);
    }

    [Fact]
    public async Task Stopping_gives_a_report_of_what_was_run()
    {
        string csv = string.Concat(Enumerable.Range(0, 400).Select(i => CsvLines.Statement("duration: 20.000 ms  statement: SELECT pg_sleep(0.02)", line: i + 1)));
        using PackedFolder packed = PackedFolder.Pack(csv);
        using var stop = new CancellationTokenSource();
        var progress = new StopAt(40, stop);
        ReplayReport report = await Replayer.RunAsync(Options(packed, await TargetDatabase.CreateAsync(Schema)) with { Duration = TimeSpan.FromMinutes(5) }, TimeProvider.System, progress, stop.Token);
        Assert.True(report.Interrupted);
        Assert.Equal(0, report.UnitsCut + report.OrderViolations);
        Assert.True(report.Statements >= 40);
    }

    [Fact]
    public async Task Stopping_before_the_run_sends_nothing_of_the_log()
    {
        using PackedFolder packed = PackedFolder.Pack(CsvLines.Statement("duration: 1 ms  statement: DELETE FROM items"));
        string target = await TargetDatabase.CreateAsync(Schema);
        using var stop = new CancellationTokenSource();
        ReplayOptions options = Options(packed, target) with { WarmUp = TimeSpan.FromMinutes(5) };
        ReplayReport report = await Replayer.RunAsync(options, TimeProvider.System, new StopAt(0, stop), stop.Token);
        Assert.Equal((true, 0L, 0L), (report.Interrupted, report.Statements, report.UnitsCut));
    }

    private static readonly Lazy<Task<string>> _shop = new(ShopAsync);

    /// <summary>Five sessions buy; every tenth statement fails on its own, all reads and writes hit rows of their own.</summary>
    private static async Task<string> ShopAsync()
    {
        LoggedPostgres server = await LoggedPostgres.SharedAsync();
        string database = await server.CreateDatabaseAsync("shop");
        await using (var setUp = new NpgsqlConnection(database + ";Pooling=false"))
        {
            await setUp.OpenAsync();
            await RunAsync(setUp, Schema);
        }

        await Task.WhenAll(Enumerable.Range(0, 5).Select(shopper => BuyAsync(database, shopper)));
        string log = await server.CopyLogAsync(database);

        // The schema was made before the snapshot that the target starts from.
        string[] records = File.ReadAllText(log).Split("\n2", StringSplitOptions.None);
        string name = new NpgsqlConnectionStringBuilder(database).Database!;
        IEnumerable<string> kept = records.Select((r, i) => i == 0 ? r : "2" + r).Where(r => r.Contains($"\"{name}\"", StringComparison.Ordinal) && !r.Contains("CREATE TABLE", StringComparison.Ordinal) && !r.Contains("generate_series", StringComparison.Ordinal));
        await File.WriteAllTextAsync(log, string.Join('\n', kept) + "\n");
        return log;
    }

    private static async Task BuyAsync(string database, int shopper)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await RunAsync(connection, "SET work_mem = '8MB'");
        for (int i = 0; i < 20; i++)
        {
            int item = (shopper * 40) + i + 1;
            await RunAsync(connection, "SELECT name, stock FROM items WHERE id = $1", item);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await RunAsync(connection, "UPDATE items SET stock = stock - $2 WHERE id = $1", item, 1);
            if (i % 5 == 0)
            {
                await Assert.ThrowsAsync<PostgresException>(() => RunAsync(connection, "UPDATE items SET stock = -1 WHERE id = $1", item));
                await transaction.RollbackAsync();
            }
            else
            {
                await RunAsync(connection, "INSERT INTO orders (item, buyer) VALUES ($1, $2)", item, "it's me");
                await transaction.CommitAsync();
            }
        }
    }

    private static string Copy(string log)
    {
        string copy = Path.Combine(Directory.CreateTempSubdirectory("seawall-pack-").FullName, "log.csv");
        File.Copy(log, copy);
        return copy;
    }

    private static ReplayOptions Options(PackedFolder packed, string target) =>
        new() { Lanes = packed.Directory, Target = target, WarmUp = TimeSpan.FromMilliseconds(50) };

    private static async Task RunAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (object value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }

    private sealed class StopAt(long statements, CancellationTokenSource stop) : IProgress<ReplayProgress>
    {
        public void Report(ReplayProgress value)
        {
            if (value.Statements >= statements)
            {
                stop.Cancel();
            }
        }
    }
}
