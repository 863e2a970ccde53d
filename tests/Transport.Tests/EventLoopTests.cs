using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Seawall.Transport.Tests;

public sealed class EventLoopTests
{
    [Fact]
    public async Task Posted_work_runs_on_the_loop_in_the_order_of_each_poster()
    {
        await using LoopFixture fixture = LoopFixture.Start(_ => null);
        List<int> seen = [];

        for (int i = 0; i < 10_000; i++)
        {
            int value = i;
            fixture.Loop.Post(_ => seen.Add(value));
        }

        Assert.True(await fixture.OnLoopAsync(() => fixture.Loop.IsCurrent));
        Assert.Equal(Enumerable.Range(0, 10_000), seen);
    }

    [Fact]
    public async Task Two_loops_share_a_port_and_both_take_connections()
    {
        ListenerOptions shared = new() { SharePort = true };
        await using EventLoop first = new("first");
        await using EventLoop second = new("second");
        Listener one = first.Listen(new IPEndPoint(IPAddress.Loopback, 0), _ => new Echo(), shared);
        Listener two = second.Listen(one.LocalEndPoint!, _ => new Echo(), shared);
        first.Start();
        second.Start();

        for (int i = 0; i < 64; i++)
        {
            using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(one.LocalEndPoint!);
            await socket.SendAsync(new byte[] { 1 });
            await LoopFixture.ReceiveExactlyAsync(socket, 1);
        }

        Assert.Equal(64, one.Accepted + two.Accepted);
        Assert.True(one.Accepted > 0 && two.Accepted > 0, $"accepted {one.Accepted} and {two.Accepted}");
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        await using LoopFixture fixture = LoopFixture.Start(_ => null);
        await using EventLoop other = new("other");

        IOException refused = Assert.Throws<IOException>(() => other.Listen(fixture.EndPoint, _ => null));

        Assert.Equal($"Cannot listen on {fixture.EndPoint}: Address already in use.", refused.Message);
    }

    [Fact]
    public async Task A_timer_started_after_a_long_rest_does_not_expire_early()
    {
        await using LoopFixture fixture = LoopFixture.Start(_ => null);
        await Task.Delay(200);
        TaskCompletionSource<long> expired = new(TaskCreationOptions.RunContinuationsAsynchronously);

        long started = await fixture.OnLoopAsync(() =>
        {
            fixture.Loop.CreateTimer(_ => expired.SetResult(fixture.Loop.NowMicros)).Start(TimeSpan.FromMilliseconds(100));
            return fixture.Loop.NowMicros;
        });

        Assert.InRange(await LoopFixture.Within(expired.Task, "timer") - started, 90_000, 10_000_000);
    }

    [Fact]
    public async Task Stopping_closes_what_is_open()
    {
        Echo echo = new();
        LoopFixture fixture = LoopFixture.Start(_ => echo);
        using Socket socket = await fixture.ConnectAsync();
        await socket.SendAsync(new byte[] { 1 });
        await LoopFixture.ReceiveExactlyAsync(socket, 1);

        await fixture.DisposeAsync();

        Assert.Equal(CloseKind.LoopStopped, (await LoopFixture.Within(echo.Closed.Task, "close at stop")).Kind);
        Assert.Equal(0, await socket.ReceiveAsync(new byte[1]));
    }
}
