using Seawall.Gate.Judging;
using Seawall.Gate.Rules;

namespace Seawall.Gate.Tests.Rules;

public sealed class RuleStageTests
{
    private const string Refuse = "\"act\":{\"kind\":\"refuse\"}";

    // What is matched, the statement, its login and application; whether the rule means it.
    [Theory]
    [InlineData("""{"business":["batch"]}""", "select 1", "app", "batch", true)]
    [InlineData("""{"business":["batch"]}""", "select 1", "app", "trade", false)]
    [InlineData("""{"business":"!trade"}""", "select 1", "app", "trade", false)]
    [InlineData("""{"business":"!trade"}""", "select 1", "app", "", true)]
    [InlineData("""{"business":["batch"]}""", "select 1 /*application='batch'*/", "app", "trade", true)]
    [InlineData("""{"role":["h5"]}""", "select 1 /*role='h5'*/", "app", "", true)]
    [InlineData("""{"role":["h5"]}""", "select 1 /*role='app'*/", "app", "", false)]
    [InlineData("""{"role":["h5"]}""", "select 1", "app", "", false)]
    [InlineData("""{"caller":["web"]}""", "/*caller='web'*/ select 1", "app", "", true)]
    [InlineData("""{"mark":true}""", "select 1 /*mark='r1'*/", "app", "", true)]
    [InlineData("""{"mark":true}""", "select 1", "app", "", false)]
    [InlineData("""{"mark":false}""", "select 1 /*mark='r1'*/", "app", "", false)]
    [InlineData("""{"login":["app"]}""", "select 1", "app", "", true)]
    [InlineData("""{"login":["app"]}""", "select 1", "tool", "", false)]
    [InlineData("""{"database":["main"]}""", "select 1", "app", "", true)]
    [InlineData("""{"database":["other"]}""", "select 1", "app", "", false)]
    [InlineData("""{"kind":["update","delete"]}""", "delete from t where id = 1", "app", "", true)]
    [InlineData("""{"kind":["update","delete"]}""", "select 1", "app", "", false)]
    [InlineData("""{"table":["trade.orders"]}""", "select * from trade.orders where id = 1", "app", "", true)]
    [InlineData("""{"table":["trade.orders"]}""", "select * from orders where id = 1", "app", "", false)]
    [InlineData("""{"table":["trade.orders"]}""", "select * from orders where id = 1", "trade", "", true)]
    [InlineData("""{"table":["trade.*"]}""", "select * from a join trade.lines l on true", "app", "", true)]
    [InlineData("""{"table":["orders"]}""", "select * from trade.orders where id = 1", "app", "", true)]
    [InlineData("""{"table":["orders"]}""", "select * from trade.reorders where id = 1", "app", "", false)]
    [InlineData("""{"table":["!orders"]}""", "select * from orders where id = 1", "app", "", false)]
    [InlineData("""{"table":["!orders"]}""", "select 1", "app", "", true)]
    [InlineData("""{"shape":{"noWhere":true}}""", "update t set a = 1", "app", "", true)]
    [InlineData("""{"shape":{"noWhere":true}}""", "update t set a = 1 where b = 2", "app", "", false)]
    [InlineData("""{"shape":{"noLimit":true},"kind":["select"]}""", "select * from t where a = 1", "app", "", true)]
    [InlineData("""{"shape":{"leadingWildcard":true}}""", "select * from t where a like '%x'", "app", "", true)]
    [InlineData("""{"shape":{"leadingWildcard":true}}""", "select * from t where a like 'x%'", "app", "", false)]
    [InlineData("""{"shape":{"joinsAtLeast":2}}""", "select * from a, b, c", "app", "", true)]
    [InlineData("""{"shape":{"joinsAtLeast":2}}""", "select * from a, b", "app", "", false)]
    [InlineData("""{"window":{"from":"11:00","to":"13:00"}}""", "select 1", "app", "", true)]
    [InlineData("""{"window":{"from":"13:00","to":"14:00"}}""", "select 1", "app", "", false)]
    [InlineData("""{"business":["batch"],"kind":["select"]}""", "delete from t", "app", "batch", false)]
    [InlineData("""{"costAtLeast":1}""", "select 1", "app", "", false)]
    public void A_rule_means_what_it_says(string match, string sql, string login, string application, bool means)
    {
        using var bench = new RuleBench();
        Assert.Empty(bench.Publish(("rule/x", $$"""{"mode":"enforce","match":{{match}},{{Refuse}}}""")));
        for (var again = 0; again < 3; again++)
            Assert.Equal(means ? VerdictKind.Refuse : VerdictKind.Allow, bench.Ask(sql, login, application).Kind);
        Assert.Equal(means ? 3 : 0, bench.Report("x").GetProperty("refused").GetInt64());
    }

    [Fact]
    public void A_fingerprint_is_matched_whatever_its_constants()
    {
        using var bench = new RuleBench();
        var fingerprint = bench.Describe("select * from t where a = 1").Info.Fingerprint;
        bench.Publish(("rule/x", $$"""{"mode":"enforce","match":{"fingerprint":["{{fingerprint:x16}}"]},{{Refuse}}}"""));
        Assert.Equal(VerdictKind.Refuse, bench.Ask("SELECT * FROM t WHERE a = 77").Kind);
        Assert.Equal(VerdictKind.Allow, bench.Ask("select * from t where b = 1").Kind);
    }

    [Fact]
    public void The_first_that_is_enforced_decides_and_tags_and_warnings_are_counted_on_the_way()
    {
        using var bench = new RuleBench();
        bench.Publish(
            ("rule/a-tag", """{"order":1,"mode":"enforce","act":{"kind":"tag","tag":"seen"}}"""),
            ("rule/b-warn", $$"""{"order":2,"mode":"warn",{{Refuse}}}"""),
            ("rule/c-off", $$"""{"order":3,"mode":"off",{{Refuse}}}"""),
            ("rule/d-allow", """{"order":4,"mode":"enforce","match":{"business":["trade"]},"act":{"kind":"allow"}}"""),
            ("rule/e-refuse", """{"order":5,"mode":"enforce","what":"for tests","act":{"kind":"refuse","sqlstate":"0A000"}}"""));
        Assert.Equal(VerdictKind.Allow, bench.Ask("select 1", application: "trade").Kind);
        var refused = bench.Ask("select 1", application: "batch");
        Assert.Equal(VerdictKind.Refuse, refused.Kind);
        Assert.Equal(("0A000", "rule \"e-refuse\" stops this statement of business batch", "for tests", "e-refuse"), (refused.Refusal!.SqlState, refused.Refusal.Message, refused.Refusal.Hint, refused.Refusal.Rule));
        Assert.Equal([2, 2, 0, 1, 1], new[] { "a-tag", "b-warn", "c-off", "d-allow", "e-refuse" }.Select(name => bench.Report(name).GetProperty("matched").GetInt32()));
        Assert.Equal((2, 0), (Count(bench, "b-warn", "warned"), Count(bench, "b-warn", "refused")));
        var top = bench.Report("e-refuse").GetProperty("top")[0];
        Assert.Equal(("batch", "select ?", 1), (top.GetProperty("business").GetString(), top.GetProperty("sql").GetString(), top.GetProperty("calls").GetInt32()));
    }

    [Fact]
    public void A_refusal_may_be_held_back_but_not_while_a_transaction_holds_its_locks()
    {
        using var bench = new RuleBench();
        bench.Publish(("rule/x", """{"mode":"enforce","act":{"kind":"refuse","delayMs":250}}"""));

        var outside = bench.Ask("select 1");
        var inside = bench.Ask("select 1", inTransaction: true);

        Assert.Equal((VerdictKind.Wait, 250, "57014"), (outside.Kind, outside.PatienceMs, outside.Refusal!.SqlState));
        Assert.Equal((VerdictKind.Refuse, outside.Refusal), (inside.Kind, inside.Refusal));
        Assert.Equal(2, bench.Report("x").GetProperty("refused").GetInt64());
    }

    [Fact]
    public void So_many_at_once_run_others_wait_or_are_told_when_to_come_again()
    {
        using var bench = new RuleBench();
        bench.Publish(("rule/q", """{"mode":"enforce","act":{"kind":"queue","concurrency":1,"waiting":1,"timeoutMs":250}}"""));
        Ticket first = bench.NewTicket(), second = bench.NewTicket(), third = bench.NewTicket();
        Assert.Equal(VerdictKind.Allow, bench.Ask("select 1", ticket: first).Kind);
        Assert.Equal(VerdictKind.Allow, bench.Ask("select 2", ticket: first).Kind);
        var waits = bench.Ask("select 1", ticket: second);
        Assert.Equal((VerdictKind.Wait, 250, "53000"), (waits.Kind, waits.PatienceMs, waits.Refusal!.SqlState));
        var full = bench.Ask("select 1", ticket: third);
        Assert.Equal((VerdictKind.Refuse, "run fewer at once; retry_after_ms=250"), (full.Kind, full.Refusal!.Hint));
        Assert.Equal(0, bench.Granted);
        first.OnReady(idle: true);
        Assert.Equal(1, bench.Granted);
        Assert.Equal((1, 1, 2), (Count(bench, "q", "queued"), Count(bench, "q", "refused"), Count(bench, "q", "allowed")));
        second.Close();
        first.Close();
    }

    [Fact]
    public void A_cap_refuses_what_is_over_it_and_hard_refusals_name_no_time_to_retry()
    {
        using var bench = new RuleBench();
        bench.Publish(("rule/c", """{"mode":"enforce","act":{"kind":"cap","concurrency":1,"hint":"later"}}"""));
        Ticket first = bench.NewTicket(), second = bench.NewTicket();
        Assert.Equal(VerdictKind.Allow, bench.Ask("select 1", ticket: first).Kind);
        var refused = bench.Ask("select 1", ticket: second);
        Assert.Equal(("53000", "later; retry_after_ms=100"), (refused.Refusal!.SqlState, refused.Refusal.Hint));
        first.OnReady(idle: true);
        Assert.Equal(VerdictKind.Allow, bench.Ask("select 1", ticket: second).Kind);
        bench.Publish(("rule/c", """{"mode":"enforce","act":{"kind":"cap","concurrency":1,"hint":"later","sqlstate":"57014"}}"""));
        Assert.Equal(VerdictKind.Allow, bench.Ask("select 1", ticket: first).Kind);
        Assert.Equal("later", bench.Ask("select 1", ticket: bench.NewTicket()).Refusal!.Hint);
    }

    [Fact]
    public void A_rate_lets_its_burst_through_and_then_one_each_turn()
    {
        using var bench = new RuleBench();
        bench.Publish(("rule/r", """{"mode":"enforce","act":{"kind":"rate","perSecond":10,"burst":2}}"""));
        Assert.Equal([true, true, false], Asked(3));
        bench.NowMicros += 99_999;
        Assert.Equal([false], Asked(1));
        bench.NowMicros += 1;
        Assert.Equal([true, false], Asked(2));
        bench.Publish(("rule/r", """{"mode":"enforce","act":{"kind":"rate","perSecond":10,"burst":1,"timeoutMs":150}}"""));
        Assert.Equal(VerdictKind.Allow, bench.Ask("select 1").Kind);
        var held = bench.Ask("select 1");
        Assert.Equal((VerdictKind.Wait, 100, true), (held.Kind, held.PatienceMs, held.Refusal is null));
        Assert.Equal(VerdictKind.Refuse, bench.Ask("select 1").Kind);

        bool[] Asked(int times) => [.. Enumerable.Range(0, times).Select(_ => bench.Ask("select 1").Kind == VerdictKind.Allow)];
    }

    [Fact]
    public void A_statement_is_cancelled_after_its_time_and_a_warning_is_given_when_it_took_longer()
    {
        using var bench = new RuleBench();
        bench.Publish(("rule/c", """{"mode":"enforce","act":{"kind":"cancel","afterMs":50}}"""));
        var ticket = bench.NewTicket();
        Assert.Equal(VerdictKind.Allow, bench.Ask("select 1", ticket: ticket).Kind);
        Assert.Equal((50, "57014", "rule \"c\" cancelled this statement of business app after 50 ms"), (ticket.CancelAfterMs, ticket.Cancelled!.SqlState, ticket.Cancelled.Message));
        ticket.OnReady(idle: true);
        bench.Publish(("rule/c", """{"mode":"warn","act":{"kind":"cancel","afterMs":50}}"""));
        Assert.Equal(VerdictKind.Allow, bench.Ask("select 1", ticket: ticket).Kind);
        Assert.Equal(0, ticket.CancelAfterMs);
        bench.Complete("select 1", 49_999);
        Assert.Equal(0, Count(bench, "c", "warned"));
        bench.Complete("select 1", 50_000);
        Assert.Equal(1, Count(bench, "c", "warned"));
    }

    [Fact]
    public void Estimates_decide_where_they_are_known()
    {
        using var bench = new RuleBench(new Told(cost: 900, rows: 5));
        bench.Publish(("rule/x", $$"""{"mode":"enforce","match":{"costAtLeast":900},{{Refuse}}}"""));
        Assert.Equal(VerdictKind.Refuse, bench.Ask("select 1").Kind);
        bench.Publish(("rule/x", $$"""{"mode":"enforce","match":{"costAtLeast":900,"rowsAtLeast":6},{{Refuse}}}"""));
        Assert.Equal(VerdictKind.Allow, bench.Ask("select 1").Kind);
    }

    [Fact]
    public void A_set_with_a_fault_is_told_and_the_former_stays_whole()
    {
        using var bench = new RuleBench();
        bench.Publish(("rule/a", $$"""{"mode":"enforce","match":{"business":["a"]},{{Refuse}}}"""), ("rule/b", $$"""{"mode":"enforce","match":{"business":["b"]},{{Refuse}}}"""));
        var faults = bench.Publish(("rule/a", """{"mode":"off","act":{"kind":"allow"}}"""), ("rule/b", """{"act":{"kind":"explode"}}"""));
        Assert.Contains("the gate stays with the rules of revision 1: rule/b.act.kind: must be one of", Assert.Single(faults).Message, StringComparison.Ordinal);
        Assert.Equal(VerdictKind.Refuse, bench.Ask("select 1", application: "a").Kind);
        Assert.Equal(1, bench.Report().GetProperty("revision").GetInt64());
        Assert.Contains("rule/b.act.kind", bench.Report().GetProperty("faults")[0].GetString(), StringComparison.Ordinal);
        Assert.Empty(bench.Publish(("rule/a", """{"mode":"off","act":{"kind":"allow"}}""")));
        Assert.Equal(VerdictKind.Allow, bench.Ask("select 1", application: "a").Kind);
        Assert.Equal((3, 0), (bench.Report().GetProperty("revision").GetInt64(), bench.Report().GetProperty("faults").GetArrayLength()));
    }

    [Fact]
    public void A_rule_keeps_its_counts_when_it_is_published_anew_and_when_another_key_is()
    {
        using var bench = new RuleBench();
        bench.Publish(("rule/x", $$"""{"mode":"warn",{{Refuse}}}"""));
        bench.Ask("select 1");
        bench.Publish(("rule/x", $$"""{"mode":"warn",{{Refuse}}}"""), ("gate/grades", """{"trade":"G0"}"""));
        bench.Ask("select 1");
        bench.Publish(("rule/x", $$"""{"mode":"enforce",{{Refuse}}}"""));
        bench.Ask("select 1");
        Assert.Equal((3, 2, 1), (Count(bench, "x", "matched"), Count(bench, "x", "warned"), Count(bench, "x", "refused")));
    }

    [Fact]
    public void Counts_are_bounded_and_their_sum_stays_exact()
    {
        using var bench = new RuleBench();
        bench.Publish(("rule/x", """{"mode":"enforce","act":{"kind":"allow"}}"""));
        for (var i = 0; i < 300; i++)
        {
            for (var again = 0; again <= i % 3; again++)
                bench.Ask($"select a{(char)('a' + (i % 26))}{(char)('a' + (i / 26))} from t", application: "b" + (i % 5));
        }
        var rule = bench.Stage.Set.All[0];
        Assert.Equal(600, Count(bench, "x", "matched"));
        Assert.InRange(rule.Hits.Rows().Count, HitTable.Most, HitTable.Most + 5);
    }

    private static int Count(RuleBench bench, string rule, string what) => bench.Report(rule).GetProperty(what).GetInt32();

    private sealed class Told(double cost, double rows) : IEstimates
    {
        public bool TryGet(in StatementCall call, out double costOf, out double rowsOf)
        {
            (costOf, rowsOf) = (cost, rows);
            return true;
        }
    }
}
