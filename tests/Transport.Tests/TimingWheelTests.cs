using Xunit;

namespace Seawall.Transport.Tests;

public sealed class TimingWheelTests
{
    [Fact]
    public void Timers_expire_at_their_tick_and_never_before()
    {
        const int Seed = 20261111;
        Random random = new(Seed);
        TimingWheel wheel = new(0);
        long now = 0;
        List<(long Due, long At)> expired = [];
        for (int i = 0; i < 2_000; i++)
        {
            long due = random.Next(1, 20_000);
            LoopTimer timer = new(wheel, _ => expired.Add((due, now / 1000)), state: null);
            timer.Start(TimeSpan.FromMilliseconds(due));
        }

        while (wheel.MillisecondsToNext(now) is var wait and >= 0)
        {
            now += Math.Max(1, wait) * 1000L;
            wheel.Advance(now);
        }

        Assert.Equal(2_000, expired.Count);
        Assert.All(expired, e => Assert.True(e.At >= e.Due && e.At <= e.Due + 11, $"seed {Seed}: due {e.Due}, expired {e.At}"));
    }

    [Fact]
    public void A_stopped_timer_stays_silent_and_can_start_again()
    {
        TimingWheel wheel = new(0);
        int calls = 0;
        LoopTimer timer = new(wheel, _ => calls++, state: null);

        timer.Start(TimeSpan.FromMilliseconds(20));
        timer.Stop();
        wheel.Advance(1_000_000);
        Assert.Equal(0, calls);

        timer.Start(TimeSpan.FromMilliseconds(20));
        wheel.Advance(1_020_000);
        Assert.Equal(1, calls);
        Assert.False(timer.IsRunning);
        Assert.Equal(-1, wheel.MillisecondsToNext(1_020_000));
    }

    [Fact]
    public void An_expiry_may_stop_its_neighbours_and_start_itself_anew()
    {
        TimingWheel wheel = new(0);
        int repeats = 0;
        LoopTimer neighbour = new(wheel, _ => Assert.Fail("was stopped"), state: null);
        LoopTimer repeating = null!;
        repeating = new LoopTimer(wheel, _ =>
        {
            neighbour.Stop();
            if (++repeats < 3)
                repeating.Start(TimeSpan.FromMilliseconds(10));
        }, state: null);
        neighbour.Start(TimeSpan.FromMilliseconds(10));
        repeating.Start(TimeSpan.FromMilliseconds(10));

        wheel.Advance(100_000);

        Assert.Equal(3, repeats);
    }
}
