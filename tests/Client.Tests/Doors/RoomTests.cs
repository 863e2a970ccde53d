using Seawall.Client.Doors;

namespace Seawall.Client.Tests;

public sealed class RoomTests
{
    [Fact]
    public void While_there_is_room_nobody_waits_and_then_they_wait_in_the_order_they_came()
    {
        using var bench = new RoomBench("""{"paths":["/buy"],"perSecond":10,"inside":3}""");
        Assert.Equal([RoomVerdict.Admitted, RoomVerdict.Admitted], [bench.Room.Join().Verdict, bench.Room.Join().Verdict]);
        var (third, fourth) = (bench.Room.Join(), bench.Room.Join());
        Assert.Equal((RoomVerdict.Waiting, 3, 1), (third.Verdict, third.Number, third.Position));
        Assert.Equal((RoomVerdict.Waiting, 4, 2), (fourth.Verdict, fourth.Number, fourth.Position));

        bench.Clock.AdvanceMs(100);
        bench.Room.Advance();
        // The fourth asks first, and it is not the fourth's turn.
        Assert.Equal((RoomVerdict.Waiting, 1L), (bench.Poll(4).Verdict, bench.Poll(4).Position));
        Assert.Equal(RoomVerdict.Admitted, bench.Poll(3).Verdict);
        Assert.Equal(RoomVerdict.Inside, bench.Poll(3).Verdict);
        bench.Clock.AdvanceMs(60_000);
        Assert.Equal(RoomVerdict.Waiting, bench.Poll(4).Verdict);
        Assert.True(bench.Room.Leave(1));
        Assert.Equal(RoomVerdict.Admitted, bench.Poll(4).Verdict);
        Assert.Equal((3, 4L), (bench.Room.Inside, bench.Room.Admitted));
    }

    [Fact]
    public void Who_is_called_and_does_not_come_loses_the_turn_to_the_next()
    {
        using var bench = new RoomBench("""{"paths":["/buy"],"perSecond":5,"inside":1,"passSeconds":10,"graceSeconds":5}""");
        bench.Room.Join();
        bench.Room.Join();
        bench.Room.Join();
        bench.Clock.AdvanceMs(10_000);
        bench.Room.Advance();
        Assert.Equal(RoomVerdict.Waiting, bench.Poll(3).Verdict);
        bench.Clock.AdvanceMs(5_000);
        bench.Room.Advance();
        Assert.Equal((RoomVerdict.Over, Refusal.Lapsed), (bench.Poll(2).Verdict, bench.Poll(2).Why));
        Assert.Equal(RoomVerdict.Admitted, bench.Poll(3).Verdict);
        Assert.Equal(1, bench.Room.Lapsed);
        Assert.Equal((RoomVerdict.Over, Refusal.Expired), (bench.Poll(1, isPass: true).Verdict, bench.Poll(1, isPass: true).Why));
    }

    [Fact]
    public void Sold_out_empties_the_room_at_once_and_those_inside_stay()
    {
        using var bench = new RoomBench("""{"paths":["/buy"],"perSecond":1,"inside":1}""");
        bench.Room.Join();
        for (var i = 0; i < 500; i++)
            bench.Room.Join();
        Assert.Equal(500, bench.Room.Waiting);
        bench.Publish("""{"paths":["/buy"],"perSecond":1,"inside":1,"soldOut":true}""");
        Assert.Equal((0L, 1), (bench.Room.Waiting, bench.Room.Inside));
        Assert.Equal([RoomVerdict.SoldOut, RoomVerdict.SoldOut, RoomVerdict.Inside], [bench.Poll(2).Verdict, bench.Room.Join().Verdict, bench.Poll(1).Verdict]);

        bench.Publish("""{"paths":["/buy"],"perSecond":1,"inside":2}""");
        Assert.Equal((RoomVerdict.Over, Refusal.Expired), (bench.Poll(2).Verdict, bench.Poll(2).Why));
        Assert.Equal(502, bench.Room.Join().Number);
    }

    [Fact]
    public void What_a_service_says_of_sold_out_survives_a_restart_and_ends_with_the_next_publish()
    {
        using var bench = new RoomBench("""{"paths":["/buy"],"perSecond":100}""");
        bench.Room.SellOut();
        bench.Kill();
        Assert.Equal(RoomVerdict.SoldOut, bench.Room.Join().Verdict);
        bench.Clock.AdvanceMs(100);
        bench.Publish("""{"paths":["/buy"],"perSecond":99}""");
        Assert.Equal(RoomVerdict.Admitted, bench.Room.Join().Verdict);
        bench.Kill();
        bench.Clock.AdvanceMs(100);
        Assert.Equal(RoomVerdict.Admitted, bench.Room.Join().Verdict);
    }

    [Fact]
    public void A_closed_room_gathers_buyers_and_calls_nobody()
    {
        using var bench = new RoomBench("""{"paths":["/buy"],"perSecond":100,"open":false}""");
        var first = bench.Room.Join();
        Assert.Equal((RoomVerdict.Waiting, -1), (first.Verdict, first.EstimateSeconds));
        bench.Clock.AdvanceMs(60_000);
        bench.Room.Advance();
        Assert.Equal(RoomVerdict.Waiting, bench.Poll(1).Verdict);
        bench.Publish("""{"paths":["/buy"],"perSecond":100}""");
        Assert.Equal(RoomVerdict.Admitted, bench.Poll(1).Verdict);
    }

    [Fact]
    public void Whoever_is_known_has_one_place_however_often_they_join()
    {
        using var bench = new RoomBench("""{"paths":["/buy"],"perSecond":1,"inside":1}""");
        bench.Room.Join();
        Assert.Equal([2L, 2L, 3L, 2L], [bench.Room.Join(7).Number, bench.Room.Join(7).Number, bench.Room.Join(9).Number, bench.Room.Join(7).Number]);
        Assert.Equal(2, bench.Room.Waiting);
    }

    [Fact]
    public void The_estimate_follows_the_measured_rate()
    {
        using var bench = new RoomBench("""{"paths":["/buy"],"perSecond":50,"passSeconds":1,"graceSeconds":5}""");
        for (var i = 0; i < 2000; i++)
            bench.Room.Join();
        for (var tenth = 0; tenth < 120; tenth++)
        {
            bench.Clock.AdvanceMs(100);
            bench.Room.Advance();
        }
        Assert.InRange(bench.Room.PerSecond, 49.5, 50.5);
        var last = bench.Poll(2000);
        Assert.InRange(last.EstimateSeconds, last.Position / 51, last.Position / 49);
    }

    [Fact]
    public void A_queue_goes_on_with_the_next_number_however_its_process_ended()
    {
        using var bench = new RoomBench("""{"paths":["/buy"],"perSecond":1,"inside":1}""");
        for (var i = 0; i < 10; i++)
            bench.Room.Join();
        bench.Restart();
        Assert.Equal(11, bench.Room.Join().Number);
        bench.Kill();
        Assert.Equal(12, bench.Room.Join().Number);
        Assert.Equal(11, bench.Room.Waiting);
    }

    [Fact]
    public void A_journal_that_has_grown_long_is_written_anew_and_says_the_same()
    {
        using var bench = new RoomBench("""{"paths":["/buy"],"perSecond":5,"inside":8,"passSeconds":3000}""");
        for (var i = 0; i < 250_000; i++)
            bench.Room.Join();
        bench.Clock.AdvanceMs(1000);
        bench.Room.Advance();
        Assert.InRange(bench.JournalBytes, 1, 1 << 20);
        var before = (bench.Room.Inside, bench.Room.Admitted, bench.Room.Waiting, bench.Room.Epoch);
        bench.Kill();
        Assert.Equal(before, (bench.Room.Inside, bench.Room.Admitted, bench.Room.Waiting, bench.Room.Epoch));
        Assert.Equal([RoomVerdict.Inside, RoomVerdict.Admitted, RoomVerdict.Waiting], [bench.Poll(1).Verdict, bench.Poll(2).Verdict, bench.Poll(100_000).Verdict]);
        Assert.Equal(250_001, bench.Room.Join().Number);
    }

    [Fact]
    public void A_pass_that_the_rules_made_shorter_ends_before_a_longer_one()
    {
        using var bench = new RoomBench("""{"paths":["/buy"],"perSecond":100,"passSeconds":600}""");
        bench.Room.Join();
        bench.Publish("""{"paths":["/buy"],"perSecond":100,"passSeconds":1}""");
        bench.Room.Join();
        bench.Clock.AdvanceMs(1000);
        Assert.Equal([RoomVerdict.Over, RoomVerdict.Inside], [bench.Poll(2, isPass: true).Verdict, bench.Poll(1, isPass: true).Verdict]);
        Assert.Equal(1, bench.Room.Inside);
    }

    [Fact]
    public void A_full_disk_keeps_nobody_out_and_all_is_written_when_there_is_space()
    {
        var folder = Directory.CreateTempSubdirectory("seawall-door-");
        var path = Path.Combine(folder.FullName, "room.queue");
        File.CreateSymbolicLink(path, "/dev/full");
        var (clock, rules) = (new ManualClock(), RoomBench.Parse("""{"paths":["/buy"],"perSecond":1,"inside":2}"""));
        var room = new Room(rules, RoomJournal.On(new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0), 7), [], clock);
        Assert.Equal([RoomVerdict.Admitted, RoomVerdict.Waiting, RoomVerdict.Waiting], [room.Join().Verdict, room.Join().Verdict, room.Join().Verdict]);

        // The folder takes files again: the link gives way to one.
        clock.AdvanceMs(2000);
        room.Advance();
        Assert.False(room.IsUnkept);
        var before = (room.Epoch, room.Inside, room.Admitted, room.Waiting);
        room.Dispose();
        using var again = new Room(rules, RoomJournal.Open(path, out var entries), entries, clock);
        Assert.Equal(before, (again.Epoch, again.Inside, again.Admitted, again.Waiting));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_poll_of_somebody_who_waits_allocates_nothing()
    {
        using var bench = new RoomBench("""{"paths":["/buy"],"perSecond":1,"inside":1,"places":5}""");
        bench.Room.Join();
        for (var i = 0; i < 100; i++)
            bench.Room.Join();
        var ticket = new DoorTicket(false, bench.Room.Epoch, 50, 0);
        bench.Room.Poll(ticket);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            bench.Room.Poll(ticket);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
