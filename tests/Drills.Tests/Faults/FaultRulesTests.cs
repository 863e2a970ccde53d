using Seawall.Drills.Faults;
using Seawall.Topology;

namespace Seawall.Drills.Tests.Faults;

public sealed class FaultRulesTests
{
    private static readonly SiteTopology Site = new()
    {
        Name = "test",
        Path = "deploy/test.json",
        Drills = true,
        Postgres = [new PostgresNode("main", 15432)],
        Redis = [new RedisNode("redis-catalog", 16379)],
        Processes =
        [
            new ProcessNode("gate-1", ProcessNode.GateRole, new HostPort("127.0.0.1", 6432)),
            new ProcessNode("catalog", "mall", new HostPort("127.0.0.1", 8082)),
            new ProcessNode("web", "mall", new HostPort("127.0.0.1", 8080)),
        ],
    };

    private static readonly FaultRequest Kill = new() { Kind = FaultKind.Kill, Targets = ["catalog"], Actor = "ann", Reason = "a test" };
    private static readonly FaultRequest Slow = new() { Kind = FaultKind.Latency, From = "web", To = "catalog", Latency = TimeSpan.FromMilliseconds(50), Actor = "ann", Reason = "a test" };

    public static TheoryData<string, FaultRequest> Allowed => new()
    {
        { "a service killed", Kill },
        { "a room", Kill with { Kind = FaultKind.Room, Targets = ["catalog", "main", "gate-1"] } },
        { "a slow link", Slow },
        { "all links of a cache slow", Slow with { From = null, To = null, Targets = ["redis-catalog"] } },
        { "a database behind its gate slow", Slow with { From = "gate-1", To = "main" } },
        { "a clock set back", Kill with { Kind = FaultKind.ClockJump, Offset = TimeSpan.FromHours(-1) } },
    };

    public static TheoryData<FaultRequest, string> Refused => new()
    {
        { Kill with { Reason = " " }, "reason: is missing" },
        { Kill with { Targets = [] }, "target: is missing; services are main, redis-catalog, gate-1" },
        { Kill with { Targets = ["catalogue"] }, "target: the site has no service 'catalogue'" },
        { Kill with { Targets = ["watchdog"], Kind = FaultKind.Hang }, "target: the watchdog undoes what a dead drill left" },
        { Kill with { Length = TimeSpan.FromMinutes(16) }, "for: must be 1s to 15m 00s" },
        { Kill with { Lapse = TimeSpan.FromMinutes(1) }, "lapse: must be 1s to 30s" },
        { Kill with { Kind = FaultKind.DatabaseFull }, "target: 'catalog' is no PostgreSQL; they are main" },
        { Kill with { Kind = FaultKind.DiskFull, Targets = ["main"] }, "target: 'main' is no process of Seawall" },
        { Kill with { Kind = FaultKind.ClockJump }, "offset: must be" },
        { Slow with { Latency = TimeSpan.Zero }, "latency: must be 1ms to 30s" },
        { Slow with { Jitter = TimeSpan.FromSeconds(1) }, "jitter: must be 0 to the latency" },
        { Slow with { Kind = FaultKind.Loss, LossPercent = 100 }, "loss: must be 0.1 to 90 percent" },
        { Slow with { From = "main" }, "from: 'main' dials nobody" },
        { Slow with { From = "catalog", To = "main" }, "from: catalog reaches main through a gate; leave --from out, or name one of gate-1" },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void What_can_be_undone_is_allowed(string what, FaultRequest request)
    {
        Assert.NotEmpty(what);
        Assert.Empty(FaultRules.Faults(request, Site, []));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_must_not_be_is_refused_with_what_to_do(FaultRequest request, string why) =>
        Assert.StartsWith(why, Assert.Single(FaultRules.Faults(request, Site, [])), StringComparison.Ordinal);

    [Fact]
    public void A_site_without_the_mark_is_left_alone_and_told_which_line_marks_it()
    {
        var refusal = Assert.Single(FaultRules.Faults(Kill, Site with { Drills = false }, []));
        Assert.Contains("\"drills\": true,", refusal, StringComparison.Ordinal);
        Assert.Contains("deploy/test.json", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_faults_that_would_undo_each_other_and_a_ninth_at_once_are_refused()
    {
        var kill = FaultLease.Of("first", Kill, TimeProvider.System);
        var slow = FaultLease.Of("second", Slow, TimeProvider.System);
        Assert.StartsWith("first does this already: kill of catalog", Assert.Single(FaultRules.Faults(Kill with { Kind = FaultKind.Hang }, Site, [kill])), StringComparison.Ordinal);
        Assert.StartsWith("second does this already: latency 50 ms from web to catalog", Assert.Single(FaultRules.Faults(Slow with { From = null, Kind = FaultKind.Reset }, Site, [slow])), StringComparison.Ordinal);
        Assert.Empty(FaultRules.Faults(Slow with { From = "gate-1" }, Site, [kill, slow]));
        Assert.StartsWith("8 faults hold already", Assert.Single(FaultRules.Faults(Slow, Site, [.. Enumerable.Repeat(kill, 8)])), StringComparison.Ordinal);
    }
}
