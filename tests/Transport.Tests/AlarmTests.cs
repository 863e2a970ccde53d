namespace Seawall.Transport.Tests;

public sealed class AlarmTests
{
    [Fact]
    public async Task An_alarm_rings_once_and_never_before_its_time()
    {
        await using var loop = new EventLoop("alarm");
        var rung = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        long due = 0;
        int rings = 0;
        loop.UseAlarm(
            _ =>
            {
                rings++;
                rung.TrySetResult(loop.NowMicros);
            },
            null);
        loop.Post(_ => loop.SetAlarm(due = loop.NowMicros + 1500));
        loop.Start();
        long at = await rung.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(at >= due, $"rang {due - at} µs early");
        await Drained(loop);
        Assert.Equal(1, rings);
    }

    [Fact]
    public async Task An_alarm_that_is_set_again_while_it_rings_keeps_ringing()
    {
        await using var loop = new EventLoop("alarm");
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        long start = 0;
        int rings = 0;
        loop.UseAlarm(
            _ =>
            {
                if (++rings == 100)
                {
                    enough.TrySetResult();
                    return;
                }

                loop.SetAlarm(start + (rings * 100L));
            },
            null);
        loop.Post(_ => loop.SetAlarm(start = loop.NowMicros));
        loop.Start();
        await enough.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_stopped_alarm_stays_silent()
    {
        await using var loop = new EventLoop("alarm");
        int rings = 0;
        var later = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.UseAlarm(_ => rings++, null);
        LoopTimer timer = loop.CreateTimer(_ => later.TrySetResult());
        loop.Post(_ =>
        {
            loop.SetAlarm(loop.NowMicros + 2000);
            loop.StopAlarm();
            timer.Start(TimeSpan.FromMilliseconds(30));
        });
        loop.Start();
        await later.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, rings);
    }

    [Fact]
    public async Task A_timer_that_is_due_before_the_alarm_is_not_kept_waiting()
    {
        await using var loop = new EventLoop("alarm");
        var first = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.UseAlarm(_ => first.TrySetResult("alarm"), null);
        LoopTimer timer = loop.CreateTimer(_ => first.TrySetResult("timer"));
        loop.Post(_ =>
        {
            loop.SetAlarm(loop.NowMicros + 20_000_000);
            timer.Start(TimeSpan.FromMilliseconds(20));
        });
        loop.Start();
        Assert.Equal("timer", await first.Task.WaitAsync(TimeSpan.FromSeconds(15)));
    }

    private static async Task Drained(EventLoop loop)
    {
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(_ => passed.TrySetResult());
        await passed.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
