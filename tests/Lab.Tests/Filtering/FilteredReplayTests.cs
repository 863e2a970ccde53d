using System.Diagnostics;
using Npgsql;
using Seawall.Lab.Filtering;
using Seawall.Lab.Packing;
using Seawall.Lab.Replay;

namespace Seawall.Lab.Tests;

public sealed class FilteredReplayTests
{
    private const string Schema =
        """
        CREATE TABLE items (id int PRIMARY KEY, name text NOT NULL, stock int NOT NULL CHECK (stock >= 0));
        INSERT INTO items SELECT i, 'item ' || i, 10 FROM generate_series(1, 50) i;
        CREATE TABLE orders (id bigserial PRIMARY KEY, item int NOT NULL);
        CREATE FUNCTION charge(int) RETURNS int LANGUAGE sql VOLATILE AS 'INSERT INTO orders (item) VALUES ($1) RETURNING item';
        """;

    /// <summary>Both kinds of prepared statements, transactions that fail, cursors, temporary tables, locks, sequences and pipelines.</summary>
    [Fact]
    public async Task A_writing_prepared_workload_replays_read_only_without_an_error()
    {
        (string log, string target) = await RecordAsync("mixed", MixedAsync);
        using PackedFolder packed = PackedFolder.PackFile(log);
        string before = await ContentAsync(target);
        ReplayReport report = await RunAsync(packed, target, LaneUse.ReadOnly);
        Assert.True(report.ErrorSamples.Count == 0, string.Join("\n", report.ErrorSamples.Select(s => $"{s.SqlState} {s.Message} in {s.Sql}")));
        Assert.Equal((0L, 0L, 0L, 0L), (report.Errors.New, report.Errors.Gone, report.Errors.Other, report.Errors.AfterError));
        Assert.Equal((0L, 0L), (report.PreludeErrors, report.OrderViolations));
        Assert.Equal(before, await ContentAsync(target));
        Assert.Equal(packed.Manifest.Statements, report.Statements + report.LeftOut.Sum(l => l.Statements));
        Assert.True(report.Statements > 40, $"only {report.Statements} statements ran");
        string[] reasons = [.. report.LeftOut.Select(l => l.Reason)];
        Assert.All(
            (string[])["writes", "definition", "rowLock", "sequence", "advisoryLock", "volatileFunction", "preparedLeftOut", "cursorLeftOut", "needsLeftOut", "afterLeftOutError"],
            reason => Assert.Contains(reason, reasons));
    }

    [Theory]
    [InlineData("simple")]
    [InlineData("extended")]
    [InlineData("prepared")]
    public async Task A_bank_of_pgbench_replays_read_only_without_an_error(string mode)
    {
        (string log, string target) = await RecordAsync("bank", database => BankAsync(database, mode));
        using PackedFolder packed = PackedFolder.PackFile(log);
        ReplayReport report = await RunAsync(packed, target, LaneUse.ReadOnly);
        Assert.True(report.ErrorSamples.Count == 0, string.Join("\n", report.ErrorSamples.Select(s => $"{s.SqlState} {s.Message} in {s.Sql}")));
        Assert.Equal((0L, 0L, 0L, 0L), (report.Errors.New, report.Errors.Gone, report.Errors.Other, report.Errors.AfterError));

        // Of seven statements BEGIN, SELECT and END are left, of 100 transactions.
        Assert.InRange(report.Statements, 300, 320);
        Assert.Equal(400, report.LeftOut.Single(l => l.Reason == "writes").Statements);
    }

    [Fact]
    public async Task What_is_rolled_back_leaves_nothing_behind()
    {
        (string log, string target) = await RecordAsync("undone", MixedAsync);
        using PackedFolder packed = PackedFolder.PackFile(log, new PackOptions { Lanes = 1 });
        string before = await ContentAsync(target);
        ReplayReport report = await RunAsync(packed, target, LaneUse.RolledBack);
        Assert.Equal(before, await ContentAsync(target));
        Assert.True(report.Statements > 80, $"only {report.Statements} statements ran");
        Assert.Equal(0, report.OrderViolations);
    }

    [Fact]
    public async Task Lanes_that_only_write_leave_nothing_to_replay()
    {
        using PackedFolder packed = PackedFolder.PackFile(Captures.Write(Captures.Statement("DELETE FROM items", rows: 1)));
        ReplayRefusedException refused = await Assert.ThrowsAsync<ReplayRefusedException>(async () => await RunAsync(packed, await TargetDatabase.CreateAsync(Schema), LaneUse.ReadOnly));
        Assert.Contains("nothing", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task MixedAsync(string database)
    {
        for (int session = 0; session < 2; session++)
        {
            await using var connection = new NpgsqlConnection(database + ";Pooling=false");
            await connection.OpenAsync();
            await using var read = new NpgsqlCommand("SELECT name, stock FROM items WHERE id = $1", connection) { Parameters = { new NpgsqlParameter<int>() } };
            await using var write = new NpgsqlCommand("UPDATE items SET stock = stock - 1 WHERE id = $1", connection) { Parameters = { new NpgsqlParameter<int>() } };
            ((NpgsqlParameter<int>)read.Parameters[0]).TypedValue = 1;
            ((NpgsqlParameter<int>)write.Parameters[0]).TypedValue = 1;
            await read.PrepareAsync();
            await write.PrepareAsync();
            string[] statements =
            [
                "SET work_mem = '8MB'",
                "PREPARE find (int) AS SELECT * FROM items WHERE id = $1",
                "PREPARE buy (int) AS INSERT INTO orders (item) VALUES ($1) RETURNING id",
                "EXECUTE find (3)",
                "EXECUTE buy (3)",
                "SELECT nextval('orders_id_seq')",
                "SELECT currval('orders_id_seq')",
                "SELECT charge(4)",
                "SELECT pg_advisory_lock(7)",
                "SELECT pg_advisory_unlock(7)",
                "CREATE TEMP TABLE basket (item int)",
                "INSERT INTO basket VALUES (5)",
                "SELECT * FROM basket",
                "SELECT i.name FROM items i JOIN basket b ON b.item = i.id",
                "BEGIN",
                "DECLARE reading CURSOR FOR SELECT * FROM items",
                "FETCH 10 FROM reading",
                "DECLARE locking CURSOR FOR SELECT * FROM items WHERE id > 40 FOR UPDATE",
                "FETCH 2 FROM locking",
                "CLOSE locking",
                "CLOSE reading",
                "COMMIT",
                "BEGIN",
                "SELECT * FROM items WHERE id = 9 FOR UPDATE",
                "SAVEPOINT a",
                "UPDATE items SET stock = -1 WHERE id = 9",
                "SELECT count(*) FROM orders",
                "ROLLBACK TO a",
                "SELECT count(*) FROM orders",
                "COMMIT",
                "BEGIN READ WRITE",
                "EXECUTE find (4)",
                "INSERT INTO items VALUES (1, 'twice', 1)",
                "EXECUTE find (5)",
                "ROLLBACK",
                "SELECT 1; DELETE FROM orders WHERE id = 0; SELECT 2",
                "BEGIN; UPDATE items SET stock = 5 WHERE id = 6; SELECT 3; COMMIT",
                "SELECT 1 / 0",
                "DEALLOCATE buy",
                "DEALLOCATE find",
                "RESET work_mem",
            ];
            foreach (string sql in statements)
            {
                await TryAsync(connection, sql);
                await TryAsync(read);
                if (sql.Length % 3 == 0)
                {
                    await TryAsync(write);
                }
            }
        }
    }

    /// <summary>A failed transaction refuses even this; that is part of the workload.</summary>
    private static async Task TryAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await TryAsync(command);
    }

    private static async Task TryAsync(NpgsqlCommand command)
    {
        try
        {
            await command.ExecuteNonQueryAsync();
        }
        catch (PostgresException)
        {
        }
    }

    private static async Task BankAsync(string database, string mode)
    {
        var to = new NpgsqlConnectionStringBuilder(database);
        var start = new ProcessStartInfo("pgbench", ["-h", to.Host!, "-p", $"{to.Port}", "-U", to.Username!, "-n", "-M", mode, "-c", "4", "-t", "25", to.Database!])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = to.Password },
        };
        using Process pgbench = Process.Start(start)!;
        Task<string> output = pgbench.StandardOutput.ReadToEndAsync();
        string error = await pgbench.StandardError.ReadToEndAsync();
        await pgbench.WaitForExitAsync();
        Assert.True(pgbench.ExitCode == 0, error + await output);
    }

    private const string Bank =
        """
        CREATE TABLE pgbench_accounts (aid int PRIMARY KEY, bid int, abalance int, filler char(84));
        CREATE TABLE pgbench_branches (bid int PRIMARY KEY, bbalance int, filler char(88));
        CREATE TABLE pgbench_tellers (tid int PRIMARY KEY, bid int, tbalance int, filler char(84));
        CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
        INSERT INTO pgbench_accounts SELECT i, 1, 0, '' FROM generate_series(1, 100000) i;
        INSERT INTO pgbench_branches VALUES (1, 0, '');
        INSERT INTO pgbench_tellers SELECT i, 1, 0, '' FROM generate_series(1, 10) i;
        """;

    /// <summary>Runs a workload on a server that logs it; returns its log and a target with the data it began with.</summary>
    private static async Task<(string Log, string Target)> RecordAsync(string name, Func<string, Task> workload)
    {
        string schema = name == "bank" ? Bank : Schema;
        LoggedPostgres server = await LoggedPostgres.SharedAsync();
        string database = await server.CreateDatabaseAsync(name);
        await using (var setUp = new NpgsqlConnection(database + ";Pooling=false"))
        {
            await setUp.OpenAsync();
            await new NpgsqlCommand("SET log_min_duration_statement = -1; SET log_min_error_statement = panic", setUp).ExecuteNonQueryAsync();
            await new NpgsqlCommand(schema, setUp).ExecuteNonQueryAsync();
        }

        await workload(database);
        string log = await server.CopyLogAsync(database);
        string wanted = $"\"{new NpgsqlConnectionStringBuilder(database).Database}\"";
        string[] records = (await File.ReadAllTextAsync(log)).Split("\n2", StringSplitOptions.None);
        await File.WriteAllTextAsync(log, string.Join('\n', records.Select((r, i) => i == 0 ? r : "2" + r).Where(r => r.Contains(wanted, StringComparison.Ordinal))) + "\n");
        return (log, await TargetDatabase.CreateAsync(schema));
    }

    private static async Task<string> ContentAsync(string target)
    {
        await using var connection = new NpgsqlConnection(target + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT coalesce((SELECT string_agg(i::text, '|' ORDER BY id) FROM items i), '') || '#' || coalesce((SELECT string_agg(o::text, '|' ORDER BY id) FROM orders o), '')", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static Task<ReplayReport> RunAsync(PackedFolder packed, string target, LaneUse use) =>
        Replayer.RunAsync(new ReplayOptions { Lanes = packed.Directory, Target = target, Use = use, WarmUp = TimeSpan.FromMilliseconds(50) }, TimeProvider.System, null, CancellationToken.None);
}
