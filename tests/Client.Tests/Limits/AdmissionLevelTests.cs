using Seawall.Client.Limits;
using Seawall.Client.Switches;

namespace Seawall.Client.Tests;

public sealed class AdmissionLevelTests
{
    private static readonly TimeSpan Target = TimeSpan.FromMilliseconds(20);
    private static readonly string[] First = ["batch", "partner"];

    [Fact]
    public void Lower_grades_give_way_before_lower_roles_of_higher_grades()
    {
        int[] ranks =
        [
            Rank.Of(Grade.G4, "batch", First), Rank.Of(Grade.G4, "partner", First), Rank.Of(Grade.G4, "app", First), Rank.Of(Grade.G1, "batch", First),
            Rank.Of(Grade.G0, "batch", First), Rank.Of(Grade.G0, "h5", First),
        ];
        Assert.Equal(ranks.Order(), ranks);
        Assert.Equal(Rank.Of(Grade.G2, "h5", First), Rank.Of(Grade.G2, "", First));
        Assert.Equal(Rank.Kept, Rank.Of(Grade.G0, "app", First));
        Assert.Equal(Rank.Most - 1, Rank.Kept);
    }

    [Fact]
    public void A_window_of_waiting_takes_a_quarter_of_what_was_admitted_from_the_lowest_rank()
    {
        var level = AdmissionLevel.Open.After(Offered((10, 400), (30, 100)), Target, Target);
        Assert.Equal((10, 275.0 / 400), (level.Rank, level.Share));
        level = level.After(Offered((10, 400), (30, 100)), Target, Target);
        Assert.Equal(10, level.Rank);
        Assert.Equal((275 - (375 * 0.25)) / 400, level.Share, 6);
    }

    [Fact]
    public void What_matters_most_is_never_shed_by_level()
    {
        var level = AdmissionLevel.Open;
        for (var window = 0; window < 200; window++)
            level = level.After(Offered((10, 400), (Rank.Kept, 1000)), TimeSpan.FromSeconds(1), Target);
        Assert.Equal((Rank.Kept, 1.0), (level.Rank, level.Share));
    }

    [Fact]
    public void The_level_falls_only_after_five_calm_windows_and_holds_in_between()
    {
        var offered = Offered((10, 400), (30, 100));
        var raised = AdmissionLevel.Open.After(offered, Target, Target);
        var level = raised;
        for (var window = 0; window < 4; window++)
        {
            level = level.After(offered, TimeSpan.FromMilliseconds(5), Target);
            Assert.Equal((raised.Rank, raised.Share), (level.Rank, level.Share));
        }
        var interrupted = level.After(offered, TimeSpan.FromMilliseconds(15), Target);
        Assert.Equal((raised.Rank, raised.Share, 0), (interrupted.Rank, interrupted.Share, interrupted.Calm));
        level = level.After(offered, TimeSpan.FromMilliseconds(5), Target);
        Assert.True(level.Share > raised.Share, $"{level} after {raised}");
    }

    [Fact]
    public void Without_waiting_it_opens_again_whatever_comes()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var offered = new int[Rank.Most];
            for (var i = 0; i < 10; i++)
                offered[random.Next(Rank.Most)] = random.Next(500);
            var level = AdmissionLevel.Open;
            for (var window = 0; window < random.Next(60); window++)
            {
                level = level.After(offered, TimeSpan.FromMilliseconds(random.Next(40)), Target);
                Assert.InRange(level.Rank, 0, Rank.Kept);
                Assert.InRange(level.Share, 0, 1);
            }
            for (var window = 0; window < 400; window++)
                level = level.After(offered, TimeSpan.Zero, Target);
            Assert.Equal(AdmissionLevel.Open, level);
        }
    }

    [Fact]
    public void A_flood_of_batch_is_shed_and_what_matters_passes_by_the_clock_of_the_pool()
    {
        var clock = new ManualClock();
        var waiting = new Queue<(Action Work, long At)>();
        var overload = new Overload(clock, work => waiting.Enqueue((work, clock.GetTimestamp())));
        var (batch, core) = (Rank.Of(Grade.G1, "batch", First), Rank.Of(Grade.G1, "app", First));
        var admitted = new Dictionary<int, int> { [batch] = 0, [core] = 0 };
        // The pool serves 200 a second of 40 + 1000 offered: it comes behind as soon as more is admitted.
        var (backlog, seconds) = (0.0, 20);
        for (var ms = 0; ms < seconds * 1000; ms++)
        {
            clock.AdvanceMs(1);
            if (ms % 25 == 0)
                Offer(core);
            Offer(batch);
            backlog = Math.Max(0, backlog - 0.2);
            while (waiting.Count > 0 && clock.GetElapsedTime(waiting.Peek().At).TotalMilliseconds >= backlog / 0.2)
                waiting.Dequeue().Work();
        }
        Assert.Equal(40 * seconds, admitted[core]);
        Assert.InRange(admitted[batch], 1, 260 * seconds);

        void Offer(int rank)
        {
            if (!overload.Admits(rank, Target))
                return;
            admitted[rank]++;
            backlog++;
        }
    }

    [Fact]
    public void The_worst_wait_of_the_last_second_is_told_and_forgotten_when_nobody_comes_any_more()
    {
        var clock = new ManualClock();
        var overload = new Overload(clock, _ => { });
        foreach (var wait in (int[])[10, 40, 20])
        {
            overload.Waited(TimeSpan.FromMilliseconds(wait));
            clock.AdvanceMs(100);
            overload.Admits(0, Target);
        }
        // A probe that never comes back waits as well, by the third window for a fifth of a second.
        Assert.Equal(200, overload.Wait.TotalMilliseconds);
        clock.AdvanceMs(1_001);
        Assert.Equal(TimeSpan.Zero, overload.Wait);
    }

    private static int[] Offered(params (int Rank, int Count)[] counts)
    {
        var offered = new int[Rank.Most];
        foreach (var (rank, count) in counts)
            offered[rank] = count;
        return offered;
    }
}
