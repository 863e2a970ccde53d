using System.Text;
using Seawall.Gate.Judging;
using Seawall.Testing;

namespace Seawall.Gate.Tests.Rules;

/// <summary>What deciding costs: nothing is allocated, whatever matches, however many rules there are.</summary>
public sealed class RuleCostTests
{
    [Fact]
    public void With_a_hundred_rules_a_decision_allocates_nothing()
    {
        using var bench = new RuleBench();
        bench.Publish([.. HundredRules()]);
        byte[][] texts =
        [
            [.. "select * from trade.orders where id = 1 /*application='trade',role='app'*/"u8], [.. "select * from trade.orders /*application='batch'*/"u8],
            [.. "update reviews.reviews set a = 1 /*application='reviews',caller='web'*/"u8], [.. "select name from items where name like '%x' limit 2"u8],
        ];
        var session = bench.Session("app", "web");
        var ticket = bench.NewTicket();
        var refused = 0;
        Ask();
        Assert.Equal(0, AllocationGauge.Of(20, () =>
        {
            for (var i = 0; i < 500; i++)
                Ask();
        }));
        Assert.True(refused >= 10_000, $"{refused} were refused");
        ticket.Close();

        void Ask()
        {
            foreach (var text in texts)
                refused += bench.Ask(text, session, ticket).Kind == VerdictKind.Refuse ? 1 : 0;
            ticket.OnReady(idle: true);
        }
    }

    [Fact]
    public void Ten_thousand_texts_that_differ_in_their_comment_are_one_and_cost_nothing()
    {
        using var bench = new RuleBench();
        byte[][] texts = [.. Enumerable.Range(0, 10_000).Select(i => Encoding.UTF8.GetBytes(i % 3 == 0
            ? $"/*application='trade',traceparent='00-{i:x32}-{i:x16}-01'*/ select * from orders where id = $1"
            : $"select * from orders where id = $1 /*application='trade',role='app',traceparent='00-{i:x32}-{i:x16}-01'*/{(i % 2 == 0 ? ";" : "")}"))];
        var (statement, next) = (bench.Describe("select * from orders where id = $1"), 0);
        var info = statement.Info;
        bench.Describe("select 1 /*application='trade',role='app'*/");
        // The body has a blank before the comment, or behind it, or neither; each of them once.
        bench.Describe("select * from orders where id = $1 ");
        bench.Describe(" select * from orders where id = $1");
        bench.Ledger.Catalog.Describe(texts[0], statement);
        bench.Ledger.Catalog.Describe(texts[1], statement);
        var before = bench.Ledger.Catalog.Analysed;
        Assert.Equal(0, AllocationGauge.Of(20, () =>
        {
            for (var i = 0; i < 500; i++)
            {
                bench.Ledger.Catalog.Describe(texts[next], statement);
                if (statement.Info != info || statement.Application.Text != "trade" || (next % 3 != 0) != (statement.Role.Text == "app"))
                    throw new InvalidOperationException($"text {next} is {statement.Info.Sql} of {statement.Application.Text}");
                next = (next + 1) % texts.Length;
            }
        }));
        Assert.Equal(before, bench.Ledger.Catalog.Analysed);
    }

    [Fact]
    public void A_trace_left_aside_mixes_no_tags()
    {
        const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        using var bench = new RuleBench();
        Assert.Equal(("app", ""), Tags($"/*role='app',traceparent='{Trace}'*/"));
        Assert.Equal(("", "app"), Tags($"/*caller='app',traceparent='{Trace}'*/"));
        Assert.Equal(("h5", ""), Tags($"/*a='1',traceparent='{Trace}',role='h5'*/"));
        Assert.Equal(("", "h5"), Tags($"/*a='1',traceparent='{Trace}',caller='h5'*/"));
        Assert.Equal(("app", ""), Tags("/*x='traceparent=',role='app'*/"));
        Assert.Equal(("", "app"), Tags("/*x='traceparent=',caller='app'*/"));

        (string Role, string Caller) Tags(string comment)
        {
            var text = bench.Describe("select 1 " + comment);
            return (text.Role.Text, text.Caller.Text);
        }
    }

    private static IEnumerable<(string, string)> HundredRules()
    {
        for (var i = 0; i < 96; i++)
        {
            var match = (i % 6) switch
            {
                0 => $$"""{"business":["b{{i}}"],"table":["s{{i}}.t"]}""",
                1 => $$"""{"fingerprint":["{{i:x16}}"]}""",
                2 => $$"""{"role":["r{{i}}"],"kind":["select"]}""",
                3 => $$"""{"login":["l{{i}}"],"shape":{"joinsAtLeast":{{i}} } }""",
                4 => $$"""{"caller":["c{{i}}"],"shape":{"noWhere":true} }""",
                _ => $$"""{"database":["d{{i}}"]}""",
            };
            yield return ($"rule/n{i}", $$"""{"mode":"enforce","match":{{match}},"act":{"kind":"refuse"} }""");
        }
        yield return ("rule/tag", """{"order":1,"mode":"enforce","match":{"business":["trade"]},"act":{"kind":"tag","tag":"core"}}""");
        yield return ("rule/warn", """{"order":2,"mode":"warn","match":{"business":["trade"]},"act":{"kind":"cap","concurrency":4}}""");
        yield return ("rule/cap", """{"order":3,"mode":"enforce","match":{"business":["trade"]},"act":{"kind":"cap","concurrency":4}}""");
        yield return ("rule/where", """{"order":4,"mode":"enforce","match":{"shape":{"noWhere":true},"window":{"from":"00:00","to":"23:59"}},"act":{"kind":"refuse"}}""");
    }
}
