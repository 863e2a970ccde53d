using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Seawall.Transport.Tests;

public sealed class TcpConnectionTests
{
    [Fact]
    public async Task Bytes_come_back_in_order_while_a_slow_reader_holds_no_more_than_one_receive()
    {
        Echo echo = new();
        await using LoopFixture fixture = LoopFixture.Start(_ => echo);
        using Socket socket = await fixture.ConnectAsync();
        byte[] sent = new byte[32 << 20];
        new Random(7).NextBytes(sent);

        Task sending = SendAllAsync(socket, sent);
        byte[] received = await LoopFixture.ReceiveExactlyAsync(socket, sent.Length);
        await sending;

        Assert.Equal(sent, received);
        Assert.InRange(echo.MostPending, 0, fixture.Loop.Scratch.Length);
        Assert.Equal(0, await fixture.OnLoopAsync(() => fixture.Loop.Blocks.Rented));
    }

    [Fact]
    public async Task A_half_closed_peer_still_gets_every_byte_then_the_end()
    {
        Echo echo = new();
        await using LoopFixture fixture = LoopFixture.Start(_ => echo);
        using Socket socket = await fixture.ConnectAsync();
        byte[] sent = new byte[100_000];
        new Random(8).NextBytes(sent);

        await SendAllAsync(socket, sent);
        socket.Shutdown(SocketShutdown.Send);

        Assert.Equal(sent, await LoopFixture.ReceiveExactlyAsync(socket, sent.Length));
        Assert.Equal(0, await socket.ReceiveAsync(new byte[1]));
        Assert.Equal(CloseKind.Local, (await LoopFixture.Within(echo.Closed.Task, "close")).Kind);
        Assert.Equal(1, echo.ClosedCalls);
    }

    [Fact]
    public async Task A_reset_tells_the_handler_once_with_the_reason()
    {
        Echo echo = new();
        await using LoopFixture fixture = LoopFixture.Start(_ => echo);
        Socket socket = await fixture.ConnectAsync();
        await socket.SendAsync(new byte[] { 1 });
        await LoopFixture.ReceiveExactlyAsync(socket, 1);

        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();

        CloseReason reason = await LoopFixture.Within(echo.Closed.Task, "close after a reset");
        Assert.Equal(CloseKind.Broken, reason.Kind);
        Assert.Equal("Connection reset by peer", reason.ToString());
        Assert.Equal(1, echo.ClosedCalls);
        Assert.Equal(1, await fixture.OnLoopAsync(() => fixture.Loop.SourceCount));
    }

    [Fact]
    public async Task A_connect_to_nobody_closes_with_the_systems_words()
    {
        await using LoopFixture fixture = LoopFixture.Start(_ => null);
        IPEndPoint nobody = FreePort();
        Echo handler = new();

        await fixture.OnLoopAsync(() => fixture.Loop.Connect(nobody, handler));

        CloseReason reason = await LoopFixture.Within(handler.Closed.Task, "failed connect");
        Assert.Equal(CloseKind.ConnectFailed, reason.Kind);
        Assert.Equal("Connection refused", reason.ToString());
    }

    [Fact]
    public async Task Bytes_written_before_the_connection_stands_are_sent_when_it_does()
    {
        Echo server = new();
        await using LoopFixture fixture = LoopFixture.Start(_ => server);
        Collector client = new(3);

        await fixture.OnLoopAsync(() =>
        {
            TcpConnection connection = fixture.Loop.Connect(fixture.EndPoint, client);
            Assert.False(connection.Write("abc"u8));
            return connection;
        });

        Assert.Equal("abc"u8.ToArray(), await LoopFixture.Within(client.Received.Task, "echo of early bytes"));
    }

    [Fact]
    public async Task A_handler_that_throws_loses_its_connection_and_nobody_elses()
    {
        Echo echo = new();
        int accepted = 0;
        await using LoopFixture fixture = LoopFixture.Start(_ => accepted++ == 0 ? new Thrower() : echo);
        using Socket bad = await fixture.ConnectAsync();
        using Socket good = await fixture.ConnectAsync();

        await bad.SendAsync(new byte[] { 1 });
        await Assert.ThrowsAsync<SocketException>(() => bad.ReceiveAsync(new byte[1]));
        await good.SendAsync(new byte[] { 2 });

        Assert.Equal([2], await LoopFixture.ReceiveExactlyAsync(good, 1));
        Assert.Equal("told to throw", Assert.Single(fixture.Faults).Message);
    }

    [Fact]
    public async Task A_detached_socket_goes_on_under_another_owner()
    {
        TaskCompletionSource<SafeSocketHandle> detached = new();
        await using LoopFixture fixture = LoopFixture.Start(connection =>
        {
            detached.SetResult(connection.Detach());
            return null;
        });
        using Socket client = await fixture.ConnectAsync();
        using Socket server = new(await LoopFixture.Within(detached.Task, "detach"));

        await server.SendAsync("still here"u8.ToArray());

        Assert.Equal("still here"u8.ToArray(), await LoopFixture.ReceiveExactlyAsync(client, 10));
    }

    [Fact]
    public async Task An_echoed_message_allocates_nothing_on_the_loop()
    {
        await using LoopFixture fixture = LoopFixture.Start(_ => new Echo());
        using Socket socket = await fixture.ConnectAsync();
        using AllocationProbe probe = new(fixture.Loop);
        byte[] message = new byte[100];
        await EchoAsync(2_000);
        _ = probe.Read();
        long before = probe.Read();

        await EchoAsync(2_000);

        Assert.Equal(0, probe.Read() - before);

        async Task EchoAsync(int times)
        {
            for (int i = 0; i < times; i++)
            {
                await socket.SendAsync(message);
                await LoopFixture.ReceiveExactlyAsync(socket, message.Length);
            }
        }
    }

    private static async Task SendAllAsync(Socket socket, byte[] bytes)
    {
        for (int sent = 0; sent < bytes.Length;)
            sent += await LoopFixture.Within(socket.SendAsync(bytes.AsMemory(sent)).AsTask(), $"sending, {sent} bytes so far");
    }

    private static IPEndPoint FreePort()
    {
        using Socket probe = new(SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)probe.LocalEndPoint!).Port);
    }

    private sealed class Thrower : ConnectionHandler
    {
        public override void OnReadable(TcpConnection connection) => throw new InvalidOperationException("told to throw");
    }

    private sealed class Collector(int expected) : ConnectionHandler
    {
        private readonly List<byte> _bytes = [];

        public TaskCompletionSource<byte[]> Received { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void OnReadable(TcpConnection connection)
        {
            int count = connection.Receive(connection.Loop.Scratch).Bytes;
            _bytes.AddRange(connection.Loop.Scratch[..count]);
            if (_bytes.Count == expected)
                Received.SetResult([.. _bytes]);
        }
    }
}
