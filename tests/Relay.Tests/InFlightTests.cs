namespace Seawall.Relay.Tests;

public sealed class InFlightTests
{
    private readonly SetClock _clock = new();

    [Fact]
    public void The_mean_is_weighted_by_time()
    {
        var count = Ready(lanes: 2);
        for (var slice = 0; slice < 20; slice++)
        {
            count.Change(+2);
            _clock.Pass(50);
            count.Change(-1);
            _clock.Pass(50);
            count.Change(-1);
        }
        count.LaneClosed();

        var report = count.Report();
        Assert.Equal((1.0, 1.5, 0.0), (report.Seconds, report.Mean, report.Share95));
        Assert.Equal((5, 5, 10), (report.Head.Count, report.Tail.Count, report.Slices.Count));
    }

    [Fact]
    public void The_share_counts_slices_at_ninety_five_percent_or_more()
    {
        var count = Ready(lanes: 100);
        count.Change(+100);
        _clock.Pass(1_500);
        count.Change(-6);
        _clock.Pass(500);
        count.LaneClosed();

        var report = count.Report();
        Assert.Equal(10.0 / 10, report.Share95);
        Assert.Equal([94, 94, 94, 94, 94], report.Tail);
    }

    [Fact]
    public void Nothing_counts_before_every_lane_has_logged_on_or_after_one_has_closed()
    {
        var count = new InFlight(2, _clock);
        count.LaneReady();
        count.Change(+1);
        _clock.Pass(5_000);
        count.LaneReady();
        count.Change(+1);
        _clock.Pass(2_000);
        count.LaneClosed();
        count.Change(-2);
        _clock.Pass(5_000);

        Assert.Equal((1.0, 2.0), (count.Report().Seconds, count.Report().Mean));
    }

    [Fact]
    public void A_connection_that_closes_before_the_run_is_no_lane()
    {
        var count = new InFlight(2, _clock);
        count.LaneReady();
        count.LaneClosed();
        count.LaneReady();
        count.LaneReady();
        count.Change(+2);
        _clock.Pass(2_000);
        Assert.Equal((1.0, 2.0), (count.Report().Seconds, count.Report().Mean));
    }

    [Fact]
    public void A_run_shorter_than_its_edges_has_no_figure()
    {
        var count = Ready(lanes: 1);
        _clock.Pass(700);
        count.LaneClosed();
        Assert.Equal((0.0, 0.0), (count.Report().Seconds, count.Report().Share95));
    }

    private InFlight Ready(int lanes)
    {
        var count = new InFlight(lanes, _clock);
        for (var i = 0; i < lanes; i++)
            count.LaneReady();
        return count;
    }

    private sealed class SetClock : TimeProvider
    {
        private long _milliseconds;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _milliseconds;

        public void Pass(long milliseconds) => _milliseconds += milliseconds;
    }
}
