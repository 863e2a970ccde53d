using Seawall.Client.Gates;

namespace Seawall.Client.Tests.Gates;

public sealed class GateLimitsTests
{
    [Fact]
    public void What_is_not_set_changes_nothing()
    {
        var limits = GateLimits.Parse("{}", out var faults);
        Assert.Empty(faults);
        Assert.True(limits!.IsNone);
        Assert.Null(limits.Of("127.0.0.1:5432"));
        Assert.Equal(long.MaxValue, limits.BytesOf("batch"));
        Assert.False(GateHotRows.Off.IsOn);
    }

    [Fact]
    public void A_whole_value_is_read()
    {
        var limits = GateLimits.Parse(
            """
            {"servers":{"*":{},"10.0.0.9:5432":{"adaptive":false}},"memoryMb":{"batch":8,"*":64},
             "limits":[{"name":"reports","what":"for people","match":{"business":["batch"],"table":"*","fingerprint":["00000000000000ab"]},"concurrency":2,"waiting":5,"patienceMs":300,"perSecond":0.5,"burst":3}]}
            """,
            out var faults)!;

        Assert.Empty(faults);
        Assert.Equal(new ServerLimit(true, 4, 200, 20, 10_000), limits.Of("10.0.0.1:5432"));
        Assert.Null(limits.Of("10.0.0.9:5432"));
        Assert.Equal((8L << 20, 64L << 20), (limits.BytesOf("batch"), limits.BytesOf("trade")));
        var limit = Assert.Single(limits.Limits);
        Assert.Equal(("reports", 2, 5, 300, 0.5, 3), (limit.Name, limit.Concurrency, limit.Waiting, limit.PatienceMs, limit.PerSecond, limit.Burst));
        Assert.True(limit.Match.Table.IsEach);
        Assert.True(limit.Match.Business.Includes("batch"));
        Assert.False(limit.Match.Business.Includes("trade"));
        Assert.True(limit.Match.Role.Includes("any"));
    }

    [Fact]
    public void Every_fault_is_told_with_its_path()
    {
        Assert.Null(GateLimits.Parse(
            """
            {"servers":{"*":{"least":9,"most":3}},"memoryMb":{"batch":0},"limts":1,
             "limits":[{"name":"a b","concurrency":1},{"name":"x","match":{"fingerprint":["zz"],"business":["*","batch"]}},{"name":"x","perSecond":0}]}
            """,
            out var faults));

        Assert.Equal(
            [
                "gate/limits.servers.*.least: must be at most 'most', 3, was 9",
                "gate/limits.memoryMb.batch: must be 1..65536, was 0",
                "gate/limits.limits[0].name: must be 1..63 letters, digits, '-', '_' or '.', was 'a b'",
                "gate/limits.limits[1].match.business: names '*' beside others; '*' alone gives each value places of its own",
                "gate/limits.limits[1].match.fingerprint[0]: must be 16 hex digits or '*', was 'zz'",
                "gate/limits.limits[1]: has neither 'concurrency' nor 'perSecond'",
                "gate/limits.limits[2].perSecond: must be 0.001..1000000, was 0",
                "gate/limits.limits: has 'x' twice; each needs a name of its own",
                "gate/limits.limts: is not known here; known are limits, memoryMb, servers, what",
            ],
            faults);
    }

    [Fact]
    public void Hot_rows_are_on_when_they_are_set_and_faults_are_told()
    {
        var rows = GateHotRows.Parse("""{"fingerprints":["00000000000000ff"],"tables":["stock"]}""", out var none)!;
        Assert.Empty(none);
        Assert.Equal((true, 2, 8, 10_000), (rows.IsOn, rows.Places, rows.LearnAt, rows.PatienceMs));
        Assert.Equal([255UL], rows.Fingerprints);

        Assert.Null(GateHotRows.Parse("""{"learnAt":0}""", out var nothing));
        Assert.Equal(["gate/hot-rows.learnAt: is 0 and neither 'fingerprints' nor 'tables' are named: nothing would be guarded"], nothing);
        Assert.Null(GateHotRows.Parse("""{"places":0,"fingerprints":["ff"]}""", out var faults));
        Assert.Equal(["gate/hot-rows.places: must be 1..1000, was 0", "gate/hot-rows.fingerprints[0]: must be 16 hex digits, was 'ff'"], faults);
    }
}
