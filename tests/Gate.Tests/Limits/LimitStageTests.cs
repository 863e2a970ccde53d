using Npgsql;
using Seawall.Client.Config;
using Seawall.Client.Gates;
using Seawall.Gate.Judging;
using Seawall.Gate.Limits;
using Seawall.Gate.Statistics;
using Seawall.Gate.Tracking;
using Seawall.Testing;

namespace Seawall.Gate.Tests.Limits;

public sealed class LimitStageTests : IAsyncLifetime
{
    private readonly LiveConfig _config = new();
    private readonly TestCalls _calls = new();
    private LimitStage _stage = null!;
    private Judge _judge = null!;
    private int _revision;

    public async Task InitializeAsync()
    {
        _stage = new LimitStage(_config, await TestCalls.RoutesAsync());
        _judge = new Judge([_stage]);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public void Nothing_is_limited_by_default() => Assert.All(Enumerable.Range(0, 500), _ => Assert.Equal(VerdictKind.Allow, Ask("select 1").Kind));

    [Fact]
    public void A_named_limit_holds_those_it_means_to_its_places()
    {
        Set("""{"limits":[{"name":"reports","match":{"business":["batch"],"table":["sales"]},"concurrency":1,"waiting":1,"patienceMs":700}]}""");
        TestWaiter first = new(), second = new();
        Assert.Equal(VerdictKind.Allow, Ask("select sum(n) from sales", "batch", first).Kind);
        Assert.Equal(VerdictKind.Allow, Ask("select sum(n) from sales", "trade").Kind);
        Assert.Equal(VerdictKind.Allow, Ask("select sum(n) from items", "batch").Kind);

        Verdict waits = Ask("select n from sales", "batch", second);
        Assert.Equal((VerdictKind.Wait, 700), (waits.Kind, waits.PatienceMs));
        Verdict refused = Ask("select n from sales", "batch");
        Assert.Equal((VerdictKind.Refuse, StatementRefusal.Busy, "limit:reports"), (refused.Kind, refused.Refusal!.SqlState, refused.Refusal.Rule));
        Assert.Contains("retry_after_ms=", refused.Refusal.Hint, StringComparison.Ordinal);

        first.Ticket.OnReady(idle: true);
        Assert.Equal(1, second.Grants);
        Assert.Equal(VerdictKind.Allow, _judge.GoOn(_calls.Call("select n from sales", "batch"), second.Ticket).Kind);
    }

    [Fact]
    public void A_star_gives_each_value_places_of_its_own()
    {
        Set("""{"limits":[{"name":"each","match":{"business":"*","table":"*"},"concurrency":1,"waiting":0}]}""");
        Assert.Equal(VerdictKind.Allow, Ask("select 1 from a", "one").Kind);
        Assert.Equal(VerdictKind.Allow, Ask("select 1 from a", "two").Kind);
        Assert.Equal(VerdictKind.Allow, Ask("select 1 from b", "one").Kind);
        Assert.Equal(VerdictKind.Allow, Ask("select 1", "one").Kind);
        Assert.Equal(VerdictKind.Refuse, Ask("select 2 from a", "one").Kind);
        Assert.Equal(VerdictKind.Refuse, Ask("select 1 from c join b on true", "one").Kind);
    }

    [Fact]
    public void A_rate_spreads_statements_as_long_as_they_have_patience_and_refuses_the_rest()
    {
        Set("""{"limits":[{"name":"slow","match":{"role":["crawler"]},"perSecond":10,"burst":2,"patienceMs":250,"waiting":100}]}""");
        const string sql = "select 1 /*role='crawler'*/";
        int[] delays = [.. Enumerable.Range(0, 5).Select(_ => Ask(sql)).Select(verdict => verdict.Kind == VerdictKind.Refuse ? -1 : verdict.PatienceMs)];
        Assert.Equal([0, 0, 100, 200, -1], delays);
        Assert.Equal(VerdictKind.Allow, Ask("select 1").Kind);

        _calls.NowMicros += 1_000_000;
        TestWaiter waiter = new();
        for (int i = 0; i < 2; i++)
            Assert.Equal(VerdictKind.Allow, Ask(sql).Kind);
        Assert.Equal(Verdict.Wait(100, null), Ask(sql, waiter: waiter));
        Assert.True(waiter.Ticket.TryAbandon());
        Assert.Equal(VerdictKind.Allow, _judge.GoOn(_calls.Call(sql), waiter.Ticket).Kind);
    }

    [Fact]
    public void At_a_full_server_grades_wait_by_what_they_matter_and_open_transactions_do_not()
    {
        Set("""{"servers":{"*":{"least":2,"most":2,"queueWaitMs":20}}}""", """{"trade":"G0","batch":"G4"}""");
        TestWaiter[] inside = [new(), new()];
        Assert.All(inside, waiter => Assert.Equal(VerdictKind.Allow, Ask("select 1", "web", waiter).Kind));
        TestWaiter batch = new(), trade = new(), open = new();

        Assert.Equal(VerdictKind.Wait, Ask("select 2", "batch", batch).Kind);
        Verdict core = Ask("select 3", "trade", trade);
        Assert.Equal((VerdictKind.Wait, 10_000), (core.Kind, core.PatienceMs));
        Assert.Equal(VerdictKind.Allow, Ask("select 4", "batch", open, inTransaction: true).Kind);
        Assert.Equal(VerdictKind.Allow, Ask("commit", "batch").Kind);
        Assert.Equal(VerdictKind.Allow, Ask("rollback", "batch").Kind);

        inside[0].Ticket.OnReady(idle: true);
        Assert.Equal((0, 0), (trade.Grants, batch.Grants));
        open.Ticket.OnReady(idle: false);
        Assert.Equal((1, 0), (trade.Grants, batch.Grants));
        Assert.Equal(VerdictKind.Allow, _judge.GoOn(_calls.Call("select 3", "trade"), trade.Ticket).Kind);

        // A queue that has stood for a while has only the target left for what matters least.
        _calls.NowMicros += 200_000;
        Assert.Equal(20, Ask("select 5", "batch").PatienceMs);
    }

    [Fact]
    public void Memory_of_waiting_statements_is_bounded_by_business()
    {
        Set("""{"servers":{"*":{"least":1,"most":1}},"memoryMb":{"batch":1}}""");
        string large = $"select '{new string('x', 600_000)}'";
        Ask("select 1");
        TestWaiter waiting = new();
        Assert.Equal(VerdictKind.Wait, Ask(large, "batch", waiting).Kind);
        Verdict refused = Ask(large, "batch");
        Assert.Equal((VerdictKind.Refuse, "limit:business"), (refused.Kind, refused.Refusal!.Rule));
        Assert.Equal(VerdictKind.Wait, Ask(large, "trade").Kind);

        Assert.True(waiting.Ticket.TryAbandon());
        Assert.Equal(VerdictKind.Wait, Ask(large, "batch").Kind);
    }

    [Fact]
    public void A_change_keeps_places_and_a_limit_taken_away_lets_everybody_go_on()
    {
        Set("""{"limits":[{"name":"one","concurrency":1}]}""");
        TestWaiter[] waiters = [new(), new(), new()];
        foreach (TestWaiter waiter in waiters)
            Ask("select 1", waiter: waiter);
        Set("""{"limits":[{"name":"one","concurrency":2}]}""");
        Assert.Equal([0, 1, 0], waiters.Select(waiter => waiter.Grants));
        Set("{}");
        Assert.Equal([0, 1, 1], waiters.Select(waiter => waiter.Grants));
    }

    [Fact]
    public void A_value_that_cannot_be_read_leaves_what_stands()
    {
        Set("""{"limits":[{"name":"none","concurrency":0,"waiting":0}]}""");
        Assert.Single(_config.Swap(ConfigSnapshot.Of(++_revision, [new ConfigEntry(GateLimits.Key, """{"limits":[{"nam":"x"}]}""", _revision)])));
        Assert.Equal(VerdictKind.Refuse, Ask("select 1").Kind);
    }

    /// <summary>Clients that run a refused statement again as long as Npgsql calls its error transient, up to six times, as EF Core's strategy does.</summary>
    [Theory]
    [InlineData("""{"limits":[{"name":"none","match":{"business":["batch"]},"concurrency":0,"waiting":0}]}""")]
    [InlineData("""{"limits":[{"name":"slow","match":{"business":["batch"]},"perSecond":1,"waiting":0}]}""")]
    public void Clients_that_retry_send_a_fifth_more_at_most(string limits)
    {
        Set(limits);
        const int wanted = 2000, tries = 7;
        int sent = 0;
        for (int i = 0; i < wanted; i++)
        {
            for (int attempt = 0; attempt < tries; attempt++)
            {
                sent++;
                Verdict verdict = Ask("select 1", "batch");
                if (verdict.Kind == VerdictKind.Allow || !new PostgresException(verdict.Refusal!.Message, "ERROR", "ERROR", verdict.Refusal.SqlState).IsTransient)
                    break;
            }
        }
        Assert.InRange(sent, wanted, (int)(1.2 * wanted) + 20);
    }

    [Fact]
    public void A_decision_allocates_nothing()
    {
        Set("""{"servers":{"*":{}},"limits":[{"name":"each","match":{"business":"*","fingerprint":"*","role":"*","table":"*"},"concurrency":100,"perSecond":1000000,"burst":1000000},{"name":"other","match":{"business":["batch"]},"concurrency":1}]}""");
        TestWaiter waiter = new();
        StatementText text = _calls.Text("select n from stock where id = $1");
        Name business = _calls.Name("web");
        Slice();

        Assert.Equal(0, AllocationGauge.Of(5, Slice));

        void Slice()
        {
            for (int i = 0; i < 2000; i++)
            {
                _calls.NowMicros += 10;
                if (_judge.Decide(_calls.Call(text, business, []), waiter.Ticket).Kind != VerdictKind.Allow)
                    Assert.Fail("a statement was held back");
                _judge.OnCompleted(_calls.Completed(text, 100));
                waiter.Ticket.OnReady(idle: true);
            }
        }
    }

    private Verdict Ask(string sql, string business = "web", TestWaiter? waiter = null, bool inTransaction = false) =>
        _judge.Decide(_calls.Call(sql, business, inTransaction), (waiter ?? new TestWaiter()).Ticket);

    private void Set(string limits, string? grades = null)
    {
        List<ConfigEntry> entries = [new ConfigEntry(GateLimits.Key, limits, ++_revision)];
        if (grades is not null)
            entries.Add(new ConfigEntry(GateGrades.Key, grades, _revision));
        Assert.Empty(_config.Swap(ConfigSnapshot.Of(_revision, entries)));
    }
}
