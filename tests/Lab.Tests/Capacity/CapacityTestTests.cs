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

    private static PackedFolder Statements(string sql, int lanes) => PackedFolder.Pack(
        string.Concat(Enumerable.Range(0, 1000).Select(i => CsvLines.Statement($"duration: 1.000 ms  statement: {sql}", line: i + 1, session: string.Create(CultureInfo.InvariantCulture, $"6745a1c2.{i % 50:x}")))),
        new PackOptions { Lanes = lanes });

    private static Task<CapacityReport> RunAsync(PackedFolder packed, string target) => CapacityTest.RunAsync(
        new CapacityOptions { Lanes = packed.Directory, Target = target, Step = TimeSpan.FromSeconds(1), Settle = TimeSpan.FromMilliseconds(50) }, TimeProvider.System, null, CancellationToken.None);
}
