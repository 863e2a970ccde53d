using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Seawall.Lab.Capacity;
using Seawall.Lab.Packing;
using Xunit.Abstractions;

namespace Seawall.Lab.Tests;

/// <summary>A target slowed by a cause we know: the verdict names it and moves by its factor. Both figures are measured in the same test, so that only their ratio counts.</summary>
[Collection(nameof(Alone))]
public sealed class KnownCauseTests(ITestOutputHelper output)
{
    private const string Schema = "CREATE TABLE items (id int PRIMARY KEY, stock int NOT NULL); INSERT INTO items SELECT i, 1000000 FROM generate_series(1, 200) i; ANALYZE;";

    /// <summary>About two milliseconds of processor.</summary>
    private const string Work = "SELECT sum(length(md5(i::text))) FROM generate_series(1, 2000) i";

    [QuotaFact]
    public async Task Half_a_core_instead_of_one_halves_the_verdict_and_is_named()
    {
        await using SlowedTarget target = await SlowedTarget.StartAsync(Schema);
        await target.BindAsync(Environment.ProcessorCount - 1);
        await using Bound generator = await Bound.ToAsync(0);
        using PackedFolder packed = Statements(Work, 4);
        target.Allow(1.0);
        CapacityReport whole = await RunAsync("one core", packed, target);
        target.Allow(0.5);
        CapacityReport half = await RunAsync("half a core", packed, target);
        Assert.Equal(("cpu", "cpu"), (whole.Limit.Resource, half.Limit.Resource));
        Assert.Contains("quota of 0.5 cores by cgroup /seawall-test-", half.Limit.Evidence, StringComparison.Ordinal);
        Assert.InRange(half.Knee.PerSecond.Value / whole.Knee.PerSecond.Value, 0.5 * 0.8, 0.5 * 1.2);
        Assert.InRange(half.Multiple.Value / whole.Multiple.Value, 0.5 * 0.8, 0.5 * 1.2);
        Assert.Equal(1.0, half.Demands[0].ShareOfLimit, 3);
    }

    [Fact]
    public async Task A_lock_held_half_of_the_time_is_named_with_who_holds_it_and_takes_that_share()
    {
        await using SlowedTarget target = await SlowedTarget.StartAsync(Schema);
        await target.BindAsync(Environment.ProcessorCount - 1);
        await using Bound generator = await Bound.ToAsync(0);
        using PackedFolder packed = Statements("SELECT sum(stock + length(md5(i::text))) FROM items, generate_series(1, 10) i", 4);
        CapacityReport free = await RunAsync("free", packed, target);
        await using LockHolder holder = await LockHolder.StartAsync(target, "LOCK TABLE items IN ACCESS EXCLUSIVE MODE");
        CapacityReport held = await RunAsync("held", packed, target);
        double expected = 1 - await holder.HeldShareAsync();
        output.WriteLine($"held {1 - expected:0.00} of the time");
        Assert.Equal("locks", held.Limit.Resource);
        Assert.Contains("on items", held.Limit.Evidence, StringComparison.Ordinal);
        Assert.Contains("a session that is no lane", held.Limit.Evidence, StringComparison.Ordinal);
        Assert.Contains("items", held.Limit.Sql, StringComparison.Ordinal);
        Assert.InRange(held.Knee.PerSecond.Value / free.Knee.PerSecond.Value, expected * 0.8, expected * 1.2);
    }

    [Fact]
    public async Task Five_milliseconds_of_a_proxy_are_seen_outside_the_server_and_cost_their_part_of_a_statement()
    {
        await using SlowedTarget target = await SlowedTarget.StartAsync(Schema);
        await target.BindAsync(Environment.ProcessorCount - 1);
        await using Bound generator = await Bound.ToAsync(0);
        using PackedFolder packed = Statements(Work, 2);
        using var straight = new DelayingProxy(target.Port, TimeSpan.Zero);
        using var late = new DelayingProxy(target.Port, TimeSpan.FromMilliseconds(5));
        CapacityReport before = await RunAsync("straight", packed, target, straight);
        CapacityReport after = await RunAsync("5 ms late", packed, target, late);
        CapacityStep lanes = after.Steps.Single(s => s.Concurrency == 2);
        double expected = OfTwoLanes(alone: before.Steps.Single(s => s.Concurrency == 1).MeanMicros, away: 5000);
        output.WriteLine($"expected {expected:0} a second");
        Assert.Equal("outside", after.Limit.Resource);
        Assert.InRange(after.Limit.Share * lanes.MeanMicros / 1000, 4, 7);
        Assert.InRange(lanes.PerSecond, expected * 0.8, expected * 1.2);
        Assert.InRange(after.Knee.PerSecond.Value, expected * 0.8, expected * 1.2);
    }

    [Fact]
    public async Task One_row_that_all_lanes_want_is_named_by_its_key()
    {
        await using SlowedTarget target = await SlowedTarget.StartAsync(Schema);
        string[] unit = ["BEGIN", "UPDATE items SET stock = stock - 1 WHERE id = 7", "SELECT pg_sleep(0.002)", "COMMIT"];
        string csv = string.Concat(Enumerable.Range(0, 400).SelectMany(u => unit.Select((sql, i) =>
            CsvLines.Statement($"duration: 0.500 ms  statement: {sql}", line: (u * 4) + i + 1, session: string.Create(CultureInfo.InvariantCulture, $"6745a1c2.{u % 20:x}"), transaction: string.Create(CultureInfo.InvariantCulture, $"3/{u}")))));
        using PackedFolder packed = PackedFolder.Pack(csv, new PackOptions { Lanes = 8 });
        CapacityReport report = await RunAsync("hot row", packed, target);
        Assert.Equal("hot-row", report.Limit.Resource);
        Assert.Contains("row id = 7 of items", report.Limit.Evidence, StringComparison.Ordinal);
        Assert.StartsWith("update items", report.Limit.Sql, StringComparison.Ordinal);
        Assert.StartsWith("update items", report.Demands[0].Sql, StringComparison.Ordinal);
    }

    /// <summary>
    /// Statements a second of two lanes that spend <paramref name="away"/> µs of each outside and <paramref name="alone"/> µs on one processor: while one is away
    /// the other has it to itself, so the wait for it shrinks. Exact mean value analysis, Reiser and Lavenberg, JACM 27 (1980).
    /// </summary>
    private static double OfTwoLanes(double alone, double away)
    {
        double found = alone / (alone + away);
        return 2e6 / (away + (alone * (1 + found)));
    }

    private static PackedFolder Statements(string sql, int lanes) => PackedFolder.Pack(
        string.Concat(Enumerable.Range(0, 1000).Select(i => CsvLines.Statement($"duration: 2.000 ms  statement: {sql}", line: i + 1, session: string.Create(CultureInfo.InvariantCulture, $"6745a1c2.{i % 50:x}")))),
        new PackOptions { Lanes = lanes });

    private async Task<CapacityReport> RunAsync(string name, PackedFolder packed, SlowedTarget target, DelayingProxy? through = null)
    {
        CapacityReport report = await CapacityTest.RunAsync(
            new CapacityOptions
            {
                Lanes = packed.Directory,
                Target = target.ConnectionString,
                Via = through?.Address,
                Step = TimeSpan.FromSeconds(1.5),
                Slo = TimeSpan.FromSeconds(2),
                Settle = TimeSpan.FromMilliseconds(50),
            },
            TimeProvider.System,
            null,
            CancellationToken.None);
        output.WriteLine($"{name}: {CapacityAnswer.Of(report)}");
        output.WriteLine($"  knee {report.Knee.PerSecond.Value:0} at {report.Knee.Concurrency}: {report.Knee.Reason}");
        output.WriteLine($"  {report.Limit.Resource}: {report.Limit.Evidence}");
        foreach (CapacityStep s in report.Steps)
        {
            output.WriteLine($"  N {s.Concurrency,3}  X {s.PerSecond,8:0}  R {s.MeanMicros / 1000,7:0.00} ms  p99 {s.P99Micros / 1000.0,7:0.0}  server {s.ServerCores:0.00}/{s.ServerCoresAllowed:0.0}  generator {s.GeneratorCpu:0%}  machine {s.MachineCpu:0%}  {(s.Time is null ? "" : LimitFinder.Spent(s.Time))}  {s.Why}");
        }

        return report;
    }

    /// <summary>This process bound to one processor while the test runs, so that the server has the other to itself.</summary>
    private sealed class Bound : IAsyncDisposable
    {
        public static async Task<Bound> ToAsync(int processor)
        {
            await TasksetAsync(processor.ToString(CultureInfo.InvariantCulture));
            return new Bound();
        }

        public async ValueTask DisposeAsync() => await TasksetAsync($"0-{Environment.ProcessorCount - 1}");

        private static async Task TasksetAsync(string list)
        {
            using Process process = Process.Start(new ProcessStartInfo("taskset", ["-acp", list, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>
    /// A session that holds a lock and lets go, over and over, and says what share of the time it stood in the way. The loop runs in the server, so that a busy
    /// machine does not make it longer; a lock asked for stands in the way already, since who comes later waits behind it.
    /// </summary>
    private sealed class LockHolder : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly SlowedTarget _target;
        private readonly Task _running;

        private LockHolder(SlowedTarget target, string sql)
        {
            _target = target;
            _running = HoldAsync(sql);
        }

        public static async Task<LockHolder> StartAsync(SlowedTarget target, string sql)
        {
            await target.ExecuteAsync("CREATE TABLE held (asked timestamptz, let_go timestamptz)");
            return new LockHolder(target, sql);
        }

        public Task<double> HeldShareAsync() => _target.ReadAsync("SELECT extract(epoch FROM sum(let_go - asked)) / extract(epoch FROM max(let_go) - min(asked)) FROM held");

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }

        private async Task HoldAsync(string sql)
        {
            await using var connection = new NpgsqlConnection(_target.ConnectionString + ";Pooling=false;Application Name=holder;Command Timeout=0");
            await connection.OpenAsync(CancellationToken.None);
            await using var command = new NpgsqlCommand(
                $"""
                DO $$ DECLARE since timestamptz; BEGIN LOOP
                  since := clock_timestamp();
                  {sql};
                  PERFORM pg_sleep(0.05);
                  COMMIT;
                  INSERT INTO held VALUES (since, clock_timestamp());
                  COMMIT;
                  PERFORM pg_sleep(0.05);
                END LOOP; END $$
                """, connection);
            try
            {
                await command.ExecuteNonQueryAsync(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                // Asked to end.
            }
        }
    }
}
