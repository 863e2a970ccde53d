using System.Text;
using System.Text.Json;
using Seawall.Gate.Interception;
using Seawall.Gate.Judging;
using Seawall.Testing;

namespace Seawall.Gate.Tests.Interception;

/// <summary>The stage as a session meets it.</summary>
public sealed class InterceptionStageTests
{
    private const string Enforce = """{"mode":"enforce","places":1,"waiting":1,"patienceMs":400,"share":1}""";

    [Fact]
    public async Task Under_pressure_one_slow_statement_runs_one_waits_the_next_is_refused_and_core_passes()
    {
        using var bench = await StageBench.OpenAsync(Enforce);
        var core = bench.Statement("select price from trade.item");
        var slowCore = bench.Statement("select count(*) from trade.orders");
        var report = bench.Statement("select count(*) from trade.orders, trade.lines");
        bench.Learn("trade", core, 2_000);
        bench.Learn("trade", slowCore, 800_000);
        bench.Learn("batch", report, 2_000_000);
        var before = bench.NewTicket();
        Assert.Equal(VerdictKind.Allow, bench.Enter("batch", report, before).Kind);
        before.OnReady(idle: true);

        bench.Press(core, 20_000);
        var waiter = new StageBench.Waiter();
        var (first, second, third) = (bench.NewTicket(), bench.NewTicket(waiter), bench.NewTicket());
        Assert.Equal(VerdictKind.Allow, bench.Enter("batch", report, first).Kind);
        var waits = bench.Enter("batch", report, second);
        Assert.Equal((VerdictKind.Wait, 400, "53000"), (waits.Kind, waits.PatienceMs, waits.Refusal!.SqlState));
        var refused = bench.Enter("batch", report, third);
        Assert.Equal((VerdictKind.Refuse, "53000", "interception"), (refused.Kind, refused.Refusal!.SqlState, refused.Refusal.Rule));
        Assert.Equal("interception stops this slow statement of business batch: the server is under pressure", refused.Refusal.Message);
        Assert.Equal("run it again later; retry_after_ms=2000", refused.Refusal.Hint);
        Assert.Equal(VerdictKind.Allow, bench.Enter("trade", core, bench.NewTicket()).Kind);
        Assert.Equal(VerdictKind.Allow, bench.Enter("trade", slowCore, bench.NewTicket()).Kind);

        first.OnReady(idle: true);
        Assert.Equal(1, waiter.Granted);
        bench.NowMicros += 31_000_000;
        Assert.Equal("57014", bench.Enter("batch", report, bench.NewTicket()) is { Refusal: { } later } ? later.SqlState : "it passed");
    }

    [Fact]
    public async Task A_slow_statement_that_ran_before_the_pressure_began_counts_among_the_places()
    {
        using var bench = await StageBench.OpenAsync(Enforce);
        var core = bench.Statement("select price from trade.item");
        var report = bench.Statement("select count(*) from a, b");
        bench.Learn("trade", core, 2_000);
        bench.Learn("batch", report, 2_000_000);
        for (var i = 0; i < 5; i++)
            Assert.Equal(VerdictKind.Allow, bench.Enter("batch", report, bench.NewTicket()).Kind);
        bench.Press(core, 20_000);
        Assert.Equal(VerdictKind.Wait, bench.Enter("batch", report, bench.NewTicket()).Kind);
        Assert.Equal(5, bench.Server.Slow.Taken);
    }

    [Fact]
    public async Task What_nobody_knows_gets_one_place_of_trials_and_never_waits_inside_a_transaction()
    {
        using var bench = await StageBench.OpenAsync(Enforce);
        var core = bench.Statement("select price from trade.item");
        bench.Learn("trade", core, 2_000);
        bench.Press(core, 20_000);
        Assert.Equal(VerdictKind.Allow, bench.Enter("reviews", bench.Statement("select 1 from one"), bench.NewTicket()).Kind);
        Assert.Equal(VerdictKind.Refuse, bench.Enter("reviews", bench.Statement("select 1 from two"), bench.NewTicket(), inTransaction: true).Kind);
        Assert.Equal(VerdictKind.Wait, bench.Enter("reviews", bench.Statement("select 1 from three"), bench.NewTicket()).Kind);
        Assert.Equal(VerdictKind.Allow, bench.Enter("reviews", bench.Statement("select version(); select oid from pg_type t join pg_catalog.pg_namespace n on true"), bench.NewTicket()).Kind);
        Assert.Equal(VerdictKind.Allow, bench.Enter("reviews", bench.Statement("commit"), bench.NewTicket(), inTransaction: true).Kind);
    }

    [Fact]
    public async Task Many_statements_at_once_are_pressure_though_none_is_answered()
    {
        using var bench = await StageBench.OpenAsync("""{"mode":"enforce","inFlight":20}""");
        var core = bench.Statement("select price from trade.item");
        var tickets = Enumerable.Range(0, 20).Select(_ => bench.NewTicket()).ToArray();
        foreach (var ticket in tickets)
            bench.Enter("trade", core, ticket);
        for (var i = 0; i < 40; i++)
        {
            bench.NowMicros += 100_000;
            bench.Enter("trade", core, tickets[0]);
        }
        Assert.Equal(Decisions.MostLevel, bench.Server.Level);
        foreach (var ticket in tickets)
            ticket.OnReady(idle: true);
        Assert.Equal(0, bench.Server.InFlight);
        bench.NowMicros += 30_000_000;
        var last = bench.NewTicket();
        bench.Enter("trade", core, last);
        Assert.Equal(0, bench.Server.Level);
    }

    [Fact]
    public async Task Warn_mode_lets_all_pass_and_counts_those_that_would_have_found_no_place()
    {
        using var bench = await StageBench.OpenAsync("""{"mode":"warn","share":1}""");
        var core = bench.Statement("select price from trade.item");
        var report = bench.Statement("select count(*) from a, b");
        bench.Learn("trade", core, 2_000);
        bench.Learn("promotions", report, 2_000_000);
        bench.Press(core, 20_000);
        for (var i = 0; i < 10; i++)
            Assert.Equal(VerdictKind.Allow, bench.Enter("promotions", report, bench.NewTicket()).Kind);
        Assert.Equal((1, 9), (bench.Stage.Decided[(int)Decision.Hold], bench.Stage.Decided[(int)Decision.Warn]));

        using var json = JsonDocument.Parse(InterceptionReport.Of(bench.Stage, bench.NowMicros));
        var row = Assert.Single(json.RootElement.GetProperty("top").EnumerateArray().ToArray(), row => row.GetProperty("warned").GetInt64() > 0);
        Assert.Equal(("promotions", "select count(*) from a, b", 9L, true), (row.GetProperty("business").GetString(), row.GetProperty("sql").GetString(), row.GetProperty("warned").GetInt64(), row.GetProperty("slow").GetBoolean()));
        Assert.Equal(3, json.RootElement.GetProperty("servers")[0].GetProperty("pressure").GetInt32());
    }

    [Fact]
    public async Task Turned_off_it_asks_nothing_and_lets_those_go_that_wait()
    {
        using var bench = await StageBench.OpenAsync(Enforce);
        var core = bench.Statement("select price from trade.item");
        var report = bench.Statement("select count(*) from a, b");
        bench.Learn("trade", core, 2_000);
        bench.Learn("batch", report, 2_000_000);
        bench.Press(core, 20_000);
        var waiter = new StageBench.Waiter();
        bench.Enter("batch", report, bench.NewTicket());
        Assert.Equal(VerdictKind.Wait, bench.Enter("batch", report, bench.NewTicket(waiter)).Kind);
        bench.Push("""{"mode":"off"}""", "{}");
        Assert.Equal(1, waiter.Granted);
        Assert.Equal(0, bench.Server.Level);
        Assert.Equal(VerdictKind.Allow, bench.Enter("batch", report, bench.NewTicket()).Kind);
    }

    [Fact]
    public async Task A_decision_and_what_is_learned_of_a_call_allocate_nothing()
    {
        using var bench = await StageBench.OpenAsync(Enforce);
        var core = bench.Statement("select price from trade.item");
        var report = bench.Statement("select count(*) from a, b");
        bench.Learn("trade", core, 2_000);
        bench.Learn("batch", report, 2_000_000);
        bench.Press(core, 20_000);
        var (held, other) = (bench.NewTicket(), bench.NewTicket());
        bench.Enter("batch", report, held);
        Slice();

        var bytes = AllocationGauge.Of(20, Slice);

        Assert.Equal(0, bytes);
        Assert.True(bench.Stage.Decided[(int)Decision.Refuse] >= 2_000, Encoding.UTF8.GetString(InterceptionReport.Of(bench.Stage, bench.NowMicros)));

        void Slice()
        {
            for (var i = 0; i < 100; i++)
            {
                bench.NowMicros += 1_000;
                bench.Enter("trade", core, other);
                bench.Enter("batch", report, other, inTransaction: true);
                bench.Complete("trade", core, 20_000);
                bench.Complete("batch", report, 9_000_000);
                other.OnReady(idle: true);
            }
        }
    }
}
