using Seawall.Gate.Limits;

namespace Seawall.Gate.Tests.Limits;

public sealed class SlotQueueTests
{
    [Fact]
    public void Who_came_first_is_next()
    {
        SlotQueue queue = new(1, 10);
        TestWaiter[] waiters = [.. Enumerable.Range(0, 4).Select(_ => new TestWaiter())];

        Assert.Equal([SlotAnswer.Entered, SlotAnswer.Waits, SlotAnswer.Waits, SlotAnswer.Waits], waiters.Select(w => queue.Enter(w.Ticket, 0)));
        queue.Leave();

        Assert.Equal([0, 1, 0, 0], waiters.Select(w => w.Grants));
        Assert.Equal((1, 2), (queue.Taken, queue.Waiting));
    }

    [Fact]
    public void What_matters_most_is_next_and_businesses_of_a_grade_take_turns()
    {
        SlotQueue queue = new(1, 2000, SlotOrder.Grade);
        List<string> order = [];
        Assert.Equal(SlotAnswer.Entered, queue.Enter(new TestWaiter().Ticket, 0));
        Stand("flood", business: 1, grade: 2, count: 1000);
        Stand("small", business: 2, grade: 2, count: 2);
        Stand("batch", business: 3, grade: 4, count: 1);
        Stand("core", business: 4, grade: 0, count: 2);

        for (int i = 0; i < 7; i++)
            queue.Leave();

        Assert.Equal(["core", "core", "flood", "small", "flood", "small", "flood"], order);

        void Stand(string name, int business, int grade, int count)
        {
            for (int i = 0; i < count; i++)
            {
                Seawall.Gate.Judging.Ticket ticket = new(new Recorder(order, name)) { Business = business, Grade = grade };
                Assert.Equal(SlotAnswer.Waits, queue.Enter(ticket, 0));
            }
        }
    }

    [Fact]
    public void In_a_full_queue_the_lowest_grade_gives_way_and_then_the_longest_lane_of_ones_own()
    {
        SlotQueue queue = new(0, 3, SlotOrder.Grade);
        TestWaiter low = Wait(business: 1, grade: 3);
        TestWaiter first = Wait(business: 2, grade: 1);
        TestWaiter second = Wait(business: 2, grade: 1);

        TestWaiter core = Wait(business: 3, grade: 0);
        Assert.True(low.Ticket.IsPushedOut);
        Assert.Equal((1, false), (low.Grants, low.Ticket.IsWaiting));

        TestWaiter other = Wait(business: 4, grade: 1);
        Assert.True(second.Ticket.IsPushedOut);
        Assert.False(first.Ticket.IsPushedOut);

        TestWaiter late = new();
        (late.Ticket.Business, late.Ticket.Grade) = (1, 3);
        Assert.Equal(SlotAnswer.Full, queue.Enter(late.Ticket, 0));
        Assert.Equal(3, queue.Waiting);
        Assert.True(core.Ticket.IsWaiting && other.Ticket.IsWaiting);

        TestWaiter Wait(int business, int grade)
        {
            TestWaiter waiter = new();
            (waiter.Ticket.Business, waiter.Ticket.Grade) = (business, grade);
            Assert.Equal(SlotAnswer.Waits, queue.Enter(waiter.Ticket, 0));
            return waiter;
        }
    }

    [Fact]
    public void Who_may_not_wait_takes_a_place_beyond_those_there_are_and_the_others_wait_the_longer()
    {
        SlotQueue queue = new(1, 10);
        TestWaiter inside = new(), forced = new(), waiting = new();
        queue.Enter(inside.Ticket, 0);
        Assert.Equal(SlotAnswer.Waits, queue.Enter(waiting.Ticket, 0));
        Assert.Equal(SlotAnswer.Entered, queue.Enter(forced.Ticket, 0, mayWait: false));
        Assert.Equal(2, queue.Taken);

        inside.Ticket.OnReady(idle: true);
        Assert.Equal(0, waiting.Grants);
        forced.Ticket.OnReady(idle: true);
        Assert.Equal(1, waiting.Grants);
    }

    [Fact]
    public void A_place_granted_while_an_earlier_unit_ends_is_not_given_back_with_it()
    {
        SlotQueue queue = new(1, 10);
        TestWaiter other = new(), session = new();
        queue.Enter(other.Ticket, 0);
        queue.Enter(session.Ticket, 0);
        other.Ticket.OnReady(idle: true);

        session.Ticket.OnReady(idle: true);
        Assert.Equal(1, queue.Taken);
        session.Ticket.TakeGranted();
        Assert.True(session.Ticket.Holds(queue));
        session.Ticket.OnReady(idle: true);
        Assert.Equal(0, queue.Taken);
    }

    [Fact]
    public void A_place_until_the_transaction_ends_stays_when_a_unit_does()
    {
        SlotQueue queue = new(1, 10);
        TestWaiter session = new();
        queue.Enter(session.Ticket, 0, untilIdle: true);
        session.Ticket.OnReady(idle: false);
        Assert.Equal(1, queue.Taken);
        session.Ticket.OnReady(idle: true);
        Assert.Equal(0, queue.Taken);
    }

    /// <summary>Sessions on several threads enter, wait, lose patience, close and leave: never more than the places are in, and each wait ends exactly once.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Under_many_threads_nobody_is_lost_and_never_more_are_in_than_there_are_places(bool byGrade)
    {
        const int threads = 4, sessions = 24, rounds = 300, slots = 5;
        int seed = Random.Shared.Next();
        SlotQueue queue = new(slots, byGrade ? 30 : 1000, byGrade ? SlotOrder.Grade : SlotOrder.Arrival);
        QueueStorm storm = new(queue, slots, seed);

        await storm.RunAsync(threads, sessions, rounds);

        string told = $"seed {seed}: {storm}";
        Assert.True(storm.MostInside <= slots, told);
        Assert.True((queue.Taken, queue.Waiting) == (0, 0), told);
        Assert.True(storm.Waits == storm.Granted + storm.Abandoned + storm.PushedOut, told);
        Assert.True(storm.Granted > 0 && storm.Abandoned > 0, told);
        Assert.True(storm.Entered + storm.Granted + storm.Abandoned + storm.PushedOut + storm.Full == threads * sessions * rounds, told);
    }

    private sealed class Recorder(List<string> order, string name) : Seawall.Gate.Judging.IWaiter
    {
        public void OnGranted() => order.Add(name);
    }
}
