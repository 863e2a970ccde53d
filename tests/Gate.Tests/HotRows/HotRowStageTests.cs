using Seawall.Client.Config;
using Seawall.Client.Gates;
using Seawall.Gate.HotRows;
using Seawall.Gate.Judging;
using Seawall.Gate.Tests.Limits;
using Seawall.Testing;

namespace Seawall.Gate.Tests.HotRows;

public sealed class HotRowStageTests
{
    private const string Update = "update stock set n = n - 1 where id = 42";

    private readonly LiveConfig _config = new();
    private readonly HotRowStage _stage;
    private readonly Judge _judge;
    private readonly TestCalls _calls = new();
    private int _revision;

    public HotRowStageTests()
    {
        _stage = new HotRowStage(_config);
        _judge = new Judge([_stage]);
    }

    [Fact]
    public void Nothing_waits_unless_it_is_switched_on() => Assert.All(Sessions(50), session => Assert.Equal(VerdictKind.Allow, Ask(session, Update)));

    [Fact]
    public void A_named_tables_rows_are_guarded_from_the_first_on_and_handed_over_in_order()
    {
        Set("""{"tables":["stock"],"places":1}""");
        TestWaiter[] sessions = Sessions(4);

        Assert.Equal([VerdictKind.Allow, VerdictKind.Wait, VerdictKind.Wait, VerdictKind.Wait], sessions.Select(session => Ask(session, Update)));
        Assert.Equal(VerdictKind.Allow, Ask(new TestWaiter(), "update stock set n = n - 1 where id = 43"));
        HotRowState row = Assert.Single(_stage.Hot(), hot => hot.Key == "42");
        Assert.Equal((1, 3), (row.InFlight, row.Waiting));

        for (int i = 0; i < 3; i++)
        {
            sessions[i].Ticket.OnReady(idle: true);
            Assert.Equal([0, i >= 0 ? 1 : 0, i >= 1 ? 1 : 0, i >= 2 ? 1 : 0], sessions.Select(session => session.Grants));
            Assert.Equal(VerdictKind.Allow, _judge.GoOn(_calls.Call(Update), sessions[i + 1].Ticket).Kind);
        }
        sessions[3].Ticket.OnReady(idle: true);
        Assert.DoesNotContain(_stage.Hot(), hot => hot.Key == "42");
    }

    [Fact]
    public void A_row_becomes_guarded_by_itself_when_more_than_learnAt_have_it_at_once()
    {
        Set("""{"learnAt":3,"places":1}""");
        TestWaiter[] sessions = Sessions(5);

        Assert.Equal([VerdictKind.Allow, VerdictKind.Allow, VerdictKind.Allow, VerdictKind.Wait, VerdictKind.Wait], sessions.Select(session => Ask(session, Update)));
        // All that were in before it was guarded leave before the first that waits gets the one place.
        sessions[0].Ticket.OnReady(idle: true);
        sessions[1].Ticket.OnReady(idle: true);
        Assert.Equal(0, sessions[3].Grants);
        sessions[2].Ticket.OnReady(idle: true);
        Assert.Equal((1, 0), (sessions[3].Grants, sessions[4].Grants));
        Assert.Equal(VerdictKind.Wait, Ask(new TestWaiter(), Update));
    }

    [Fact]
    public void The_place_is_held_until_the_transaction_ends()
    {
        Set("""{"tables":["stock"],"places":1}""");
        TestWaiter[] sessions = Sessions(2);
        Assert.Equal(VerdictKind.Allow, Ask(sessions[0], Update, inTransaction: true));
        sessions[0].Ticket.OnReady(idle: false);
        Assert.Equal(VerdictKind.Wait, Ask(sessions[1], Update, inTransaction: true));
        Assert.Equal(VerdictKind.Allow, Ask(sessions[0], Update, inTransaction: true));
        sessions[0].Ticket.OnReady(idle: false);
        Assert.Equal(0, sessions[1].Grants);
        sessions[0].Ticket.OnReady(idle: true);
        Assert.Equal(1, sessions[1].Grants);
    }

    [Fact]
    public void A_transaction_that_is_in_one_row_never_waits_for_another()
    {
        Set("""{"tables":["stock"],"places":1}""");
        TestWaiter one = new(), other = new();
        Assert.Equal(VerdictKind.Allow, Ask(one, Update, inTransaction: true));
        Assert.Equal(VerdictKind.Allow, Ask(other, "update stock set n = n - 1 where id = 43", inTransaction: true));
        one.Ticket.OnReady(idle: false);
        other.Ticket.OnReady(idle: false);

        Assert.Equal(VerdictKind.Allow, Ask(one, "update stock set n = n - 1 where id = 43", inTransaction: true));
        Assert.Equal(VerdictKind.Allow, Ask(other, Update, inTransaction: true));
        Assert.Equal(2, _stage.Passed);
    }

    [Fact]
    public void Whose_patience_ends_goes_on_and_nothing_is_refused()
    {
        Set("""{"tables":["stock"],"places":1,"patienceMs":50}""");
        TestWaiter holder = new(), waiting = new();
        Ask(holder, Update);
        Verdict verdict = _judge.Decide(_calls.Call(Update), waiting.Ticket);
        Assert.Equal(Verdict.Wait(50, null), verdict);
        Assert.True(waiting.Ticket.TryAbandon());
        Assert.Equal(VerdictKind.Allow, _judge.GoOn(_calls.Call(Update), waiting.Ticket).Kind);
        holder.Ticket.OnReady(idle: true);
        Assert.Equal(0, waiting.Grants);
    }

    [Fact]
    public void Switched_off_whoever_waits_goes_on()
    {
        Set("""{"tables":["stock"],"places":1}""");
        TestWaiter[] sessions = Sessions(3);
        foreach (TestWaiter session in sessions)
            Ask(session, Update);
        _config.Swap(ConfigSnapshot.Of(++_revision, []));
        Assert.Equal([0, 1, 1], sessions.Select(session => session.Grants));
    }

    [Fact]
    public void A_million_rows_leave_no_more_than_those_in_use()
    {
        Set("""{"learnAt":8}""");
        TestWaiter session = new();
        Seawall.Gate.Tracking.StatementText text = _calls.Text("update stock set n = n - 1 where id = $1");
        Seawall.Gate.Statistics.Name business = _calls.Name("web");
        byte[] bound = RowKeyTests.Text(1, "0000000");
        int next = 0;

        // The first rows fill the tables.
        Slice();
        long bytes = AllocationGauge.Of(5, Slice);

        Assert.Equal(0, bytes);

        void Slice()
        {
            for (int i = 0; i < 20_000; i++)
            {
                System.Buffers.Text.Utf8Formatter.TryFormat(next++, bound.AsSpan(10), out _, new System.Buffers.StandardFormat('D', 7));
                _judge.Decide(_calls.Call(text, business, [], bound: bound), session.Ticket);
                session.Ticket.OnReady(idle: true);
            }
        }
    }

    private static TestWaiter[] Sessions(int count) => [.. Enumerable.Range(0, count).Select(_ => new TestWaiter())];

    private VerdictKind Ask(TestWaiter session, string sql, bool inTransaction = false) => _judge.Decide(_calls.Call(sql, inTransaction: inTransaction), session.Ticket).Kind;

    private void Set(string json) => Assert.Empty(_config.Swap(ConfigSnapshot.Of(++_revision, [new ConfigEntry(GateHotRows.Key, json, _revision)])));
}
