using System.Net;
using System.Net.Sockets;
using Seawall.Drills.Faults;
using Xunit.Abstractions;

namespace Seawall.Drills.Tests.Faults;

public sealed class LinkProxyTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TcpListener _echo = new(IPAddress.Loopback, 0);
    private readonly int _seed = Random.Shared.Next();
    private readonly Task _serving;

    public LinkProxyTests(ITestOutputHelper output)
    {
        output.WriteLine($"seed {_seed}");
        _echo.Start();
        _serving = ServeAsync();
    }

    public void Dispose() => _echo.Dispose();

    [Fact]
    public void A_way_takes_half_the_latency_and_a_connections_first_bytes_pay_for_its_handshake()
    {
        var slow = new LinkTrouble { Latency = TimeSpan.FromMilliseconds(100) };
        Assert.Equal(TimeSpan.FromMilliseconds(50), LinkDelay.Of(slow, 10, opens: false, new Random(1)));
        Assert.Equal(TimeSpan.FromMilliseconds(150), LinkDelay.Of(slow, 10, opens: true, new Random(1)));
        Assert.Equal(TimeSpan.Zero, LinkDelay.Of(LinkTrouble.None, 1 << 20, opens: true, new Random(1)));
    }

    [Fact]
    public void Jitter_stays_within_its_bounds_and_uses_them()
    {
        var trouble = new LinkTrouble { Latency = TimeSpan.FromMilliseconds(100), Jitter = TimeSpan.FromMilliseconds(20) };
        var random = new Random(_seed);
        double[] delays = [.. Enumerable.Range(0, 2000).Select(_ => LinkDelay.Of(trouble, 10, opens: false, random).TotalMilliseconds)];
        Assert.InRange(delays.Min(), 30, 32);
        Assert.InRange(delays.Max(), 68, 70);
    }

    [Theory]
    [InlineData(5, 100, 0.05)]
    [InlineData(5, 14_480, 0.4013)]
    [InlineData(50, 100, 0.5)]
    public void Lost_segments_stall_for_what_tcp_needs_to_send_again(double percent, int bytes, double stalls)
    {
        var random = new Random(_seed);
        double[] delays = [.. Enumerable.Range(0, 20_000).Select(_ => LinkDelay.Of(new LinkTrouble { LossPercent = percent }, bytes, opens: false, random).TotalMilliseconds)];
        // Five deviations of the share that is expected.
        Assert.InRange(delays.Count(delay => delay > 0) / 20_000.0, stalls - 5 * Math.Sqrt(stalls / 20_000), stalls + 5 * Math.Sqrt(stalls / 20_000));
        Assert.All(delays, delay => Assert.Contains(delay, new[] { 0, 200, 600, 1400, 3000, 6200, 12600.0 }));
    }

    [Fact]
    public async Task Bytes_kept_back_at_random_arrive_whole_in_order_and_the_end_after_them()
    {
        await using var proxy = Proxy(new LinkTrouble { Latency = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(10) });
        using var client = await ConnectAsync(proxy.Port);
        var sent = new byte[3_000_000];
        new Random(_seed).NextBytes(sent);
        var sending = Task.Run(async () =>
        {
            for (var at = 0; at < sent.Length; at += 100_000)
                await client.SendAsync(sent.AsMemory(at, 100_000));
            client.Shutdown(SocketShutdown.Send);
        });
        var received = new MemoryStream();
        var buffer = new byte[65_536];
        while (await client.ReceiveAsync(buffer).WaitAsync(Patience) is > 0 and var count)
            received.Write(buffer, 0, count);
        await sending;
        Assert.True(received.ToArray().AsSpan().SequenceEqual(sent), $"{received.Length} bytes of {sent.Length}");
    }

    [Fact]
    public async Task An_exchange_takes_no_less_than_the_latency()
    {
        await using var proxy = Proxy(new LinkTrouble { Latency = TimeSpan.FromMilliseconds(120) });
        using var client = await ConnectAsync(proxy.Port);
        for (var i = 0; i < 3; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            Assert.Equal(1, await ExchangeAsync(client));
            // The loop's clock may be a moment behind when it takes the bytes.
            Assert.True(TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromMilliseconds(110));
        }
    }

    [Fact]
    public async Task A_reset_link_resets_at_the_first_bytes_and_passes_all_when_calm()
    {
        await using var proxy = Proxy(new LinkTrouble { Resets = true });
        using (var client = await ConnectAsync(proxy.Port))
        {
            var failure = await Assert.ThrowsAsync<SocketException>(() => ExchangeAsync(client));
            Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
        }
        proxy.Calm();
        using var next = await ConnectAsync(proxy.Port);
        Assert.Equal(1, await ExchangeAsync(next));
    }

    [Fact]
    public async Task A_proxy_before_a_dead_service_resets_its_clients()
    {
        await using var proxy = Proxy(LinkTrouble.None);
        _echo.Stop();
        await _serving;
        // The reset may come before the client sees that it is connected, or after.
        var failure = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using var client = await ConnectAsync(proxy.Port);
            await ExchangeAsync(client);
        });
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
    }

    [Fact]
    public async Task A_deaf_port_neither_takes_nor_refuses_a_connection_until_it_is_closed()
    {
        var deaf = new DeafPort();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var connecting = client.ConnectAsync(IPAddress.Loopback, deaf.Port);
        Assert.NotSame(connecting, await Task.WhenAny(connecting, Task.Delay(TimeSpan.FromMilliseconds(300))));
        deaf.Dispose();
        var refused = await Assert.ThrowsAsync<SocketException>(() => connecting.WaitAsync(Patience));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    private LinkProxy Proxy(LinkTrouble trouble) => new(_echo.LocalEndpoint, trouble, new Random(_seed));

    private static async Task<Socket> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Patience);
        return socket;
    }

    private static async Task<int> ExchangeAsync(Socket client)
    {
        await client.SendAsync(new byte[] { 7 });
        return await client.ReceiveAsync(new byte[10]).WaitAsync(Patience);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = EchoAsync(await _echo.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was closed.
        }
    }

    private static async Task EchoAsync(Socket client)
    {
        using (client)
        {
            try
            {
                var buffer = new byte[65_536];
                while (await client.ReceiveAsync(buffer) is > 0 and var count)
                    await client.SendAsync(buffer.AsMemory(0, count));
                client.Shutdown(SocketShutdown.Send);
            }
            catch (SocketException)
            {
                // The other side was reset.
            }
        }
    }
}
