using System.Globalization;
using Seawall.Lab.Capacity;
using Seawall.Lab.Packing;

namespace Seawall.Lab.Tests;

[Collection(nameof(Alone))]
public sealed class CapacityTestTests
{
    private const string Schema = "CREATE TABLE items (id int PRIMARY KEY, stock int NOT NULL); INSERT INTO items SELECT i, 1000 FROM generate_series(1, 200) i;";

    [Fact]
    public async Task Steps_run_to_the_pack_s_lanes_and_give_a_multiple_of_the_logged_peak()
    {
        using PackedFolder packed = Statements("SELECT count(*) FROM generate_series(1, 3000)", 8);
        CapacityReport report = await RunAsync(packed, await TargetDatabase.CreateAsync(Schema));
        Assert.Equal([1, 2, 3, 4, 6, 8], report.Steps.Select(s => (int)s.Concurrency));
        Assert.Equal(1000, report.LoggedPeakPerSecond);
    }

    [Fact]
    public async Task Stopping_gives_the_steps_that_ended()
    {
        using PackedFolder packed = Statements("SELECT count(*) FROM generate_series(1, 300)", 4);
        using var stop = new CancellationTokenSource();
        CapacityReport report = await RunAsync(packed, await TargetDatabase.CreateAsync(Schema), new StopAfter(2, stop), stop.Token);
        Assert.True(report.Interrupted);
        Assert.Equal([1, 2], report.Steps.Select(s => (int)s.Concurrency));
        Assert.Null(report.Usl);
    }

    [Fact]
    public async Task A_database_without_the_mark_is_refused()
    {
        using PackedFolder packed = Statements("SELECT 1", 4);
        string target = await TargetDatabase.CreateAsync(Schema, marked: false);
        await Assert.ThrowsAsync<Topology.TestSiteRefusedException>(() => RunAsync(packed, target));
    }

    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(4, new[] { 1, 2, 3, 4 })]
    [InlineData(8, new[] { 1, 2, 3, 4, 6, 8 })]
    [InlineData(40, new[] { 1, 2, 4, 8, 16, 32, 40 })]
    [InlineData(128, new[] { 1, 2, 4, 8, 16, 32, 64, 128 })]
    public void Lanes_double_and_few_levels_get_more_between(int most, int[] levels) => Assert.Equal(levels, CapacityRun.Levels(most));

    private sealed class StopAfter(int steps, CancellationTokenSource stop) : IProgress<CapacityProgress>
    {
        private int _ended;

        public void Report(CapacityProgress value)
        {
            if (value.Ended is not null && ++_ended == steps)
            {
                stop.Cancel();
            }
        }
    }

    private static PackedFolder Statements(string sql, int lanes) => PackedFolder.Pack(
        string.Concat(Enumerable.Range(0, 1000).Select(i => CsvLines.Statement($"duration: 1.000 ms  statement: {sql}", line: i + 1, session: string.Create(CultureInfo.InvariantCulture, $"6745a1c2.{i % 50:x}")))),
        new PackOptions { Lanes = lanes });

    private static Task<CapacityReport> RunAsync(PackedFolder packed, string target, IProgress<CapacityProgress>? progress = null, CancellationToken ct = default) => CapacityTest.RunAsync(
        new CapacityOptions { Lanes = packed.Directory, Target = target, Step = TimeSpan.FromSeconds(0.5), Settle = TimeSpan.FromMilliseconds(50) }, TimeProvider.System, progress, ct);
}
