using System.Net;
using System.Net.Sockets;

namespace Seawall.Transport.Tests;

/// <summary>A listener with an admission over real sockets.</summary>
public sealed class AdmittedListenerTests
{
    private const int TcpKeepIdle = 4, TcpUserTimeout = 18;

    [Fact]
    public async Task Connections_beyond_the_handshakes_wait_in_the_backlog_until_one_says_who_it_is()
    {
        await using Service service = Service.Start(new AdmissionOptions { Handshakes = 2, HandshakeLeast = TimeSpan.FromHours(1) });
        using Socket one = await service.ConnectAsync();
        using Socket two = await service.ConnectAsync();
        using Socket three = await service.ConnectAsync();
        await service.UntilAsync(() => service.Admission.Counters.WaitedForHandshake > 0, "a connection that waits");
        Assert.Equal((2, 0), (service.Admission.Handshakes, service.Admission.Named));

        await one.SendAsync("a"u8.ToArray());
        Assert.Equal("in"u8.ToArray(), await LoopFixture.ReceiveExactlyAsync(one, 2));
        await three.SendAsync("c"u8.ToArray());
        Assert.Equal("in"u8.ToArray(), await LoopFixture.ReceiveExactlyAsync(three, 2));
        Assert.Equal((1, 2), (service.Admission.Handshakes, service.Admission.Named));
        one.Close();
        await service.UntilAsync(() => service.Admission.Named == 1, "a place given back");
    }

    [Fact]
    public async Task A_silent_connection_gives_way_to_the_next_and_a_shed_one_hears_goodbye()
    {
        await using Service service = Service.Start(new AdmissionOptions { Handshakes = 1, HandshakeLeast = TimeSpan.Zero, Total = 1 });
        using Socket silent = await service.ConnectAsync();
        await service.UntilAsync(() => service.Admission.Handshakes == 1, "the silent one accepted");
        using Socket low = await service.ConnectAsync();
        await low.SendAsync("4"u8.ToArray());
        Assert.Equal("in"u8.ToArray(), await LoopFixture.ReceiveExactlyAsync(low, 2));
        Assert.Equal(0, await LoopFixture.Within(silent.ReceiveAsync(new byte[1]), "the end of the silent one"));

        using Socket high = await service.ConnectAsync();
        await high.SendAsync("0"u8.ToArray());
        Assert.Equal("in"u8.ToArray(), await LoopFixture.ReceiveExactlyAsync(high, 2));
        Assert.Equal("bye"u8.ToArray(), await LoopFixture.ReceiveExactlyAsync(low, 3));
    }

    [Fact]
    public async Task A_service_that_writes_on_to_a_peer_that_does_not_read_loses_it_and_holds_no_more_than_allowed()
    {
        const int Held = 1 << 20;
        await using Service service = Service.Start(new AdmissionOptions { HeldBytes = Held });
        using Socket deaf = await service.ConnectAsync();
        await deaf.SendAsync("!"u8.ToArray());
        CloseReason reason = await LoopFixture.Within(service.Overrun.Task, "the deaf one cut off");
        Assert.Equal(CloseKind.Overrun, reason.Kind);
        Assert.InRange(service.MostHeld, 1, Held);
        Assert.Equal(0, service.Admission.Named);
        Assert.Equal(0, await service.OnLoopAsync(loop => loop.Blocks.Rented));
    }

    [Fact]
    public async Task Accepted_sockets_are_watched_for_a_peer_that_vanishes()
    {
        await using Service service = Service.Start(new AdmissionOptions { KeepAliveAfter = TimeSpan.FromSeconds(7), UnsentLimit = TimeSpan.FromSeconds(9) });
        using Socket client = await service.ConnectAsync();
        await client.SendAsync("d"u8.ToArray());
        using Socket server = new(await LoopFixture.Within(service.Detached.Task, "the accepted socket"));
        Assert.Equal((7, 9_000), (Option(server, TcpKeepIdle), Option(server, TcpUserTimeout)));
        Assert.Equal(1, (int)server.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!);

        static int Option(Socket socket, int name)
        {
            byte[] value = new byte[4];
            socket.GetRawSocketOption((int)SocketOptionLevel.Tcp, name, value);
            return BitConverter.ToInt32(value);
        }
    }

    [Fact]
    public async Task Too_many_handshakes_of_an_address_are_closed_unheard()
    {
        await using Service service = Service.Start(new AdmissionOptions { HandshakesPerAddress = 1 });
        using Socket one = await service.ConnectAsync();
        await service.UntilAsync(() => service.Admission.Handshakes == 1, "the first accepted");
        using Socket two = await service.ConnectAsync();
        Assert.Equal(0, await LoopFixture.Within(two.ReceiveAsync(new byte[1]), "the end of the second"));
        Assert.Equal((1, 1L), (service.Admission.Handshakes, service.Admission.Counters.ClosedByAddress));
    }

    /// <summary>Takes the first byte for a name and a digit for a grade; '!' is written to without end, 'd' is detached.</summary>
    private sealed class Service : ConnectionHandler, IAsyncDisposable
    {
        private readonly EventLoop _loop = new("admitted");
        private Listener? _listener;

        private Service(Admission admission) => Admission = admission;

        public Admission Admission { get; }

        public TaskCompletionSource<CloseReason> Overrun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<SafeSocketHandle> Detached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long MostHeld { get; private set; }

        public static Service Start(AdmissionOptions options)
        {
            Service service = new(new Admission(options));
            service._listener = service._loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), _ => service, new ListenerOptions { Admission = service.Admission });
            service._loop.Start();
            return service;
        }

        public override bool IsIdle(TcpConnection connection) => true;

        public override void OnReadable(TcpConnection connection)
        {
            Span<byte> bytes = connection.Loop.Scratch;
            ReceiveResult result = connection.Receive(bytes);
            if (result.Status == ReceiveStatus.Ended)
                connection.Close();
            if (result.Status != ReceiveStatus.Received)
                return;
            Naming naming = Admission.Name(connection.Seat, Admission.ClassOf(((char)bytes[0]).ToString()), char.IsAsciiDigit((char)bytes[0]) ? bytes[0] - '0' : 2);
            if (bytes[0] == 'd')
            {
                Admission.Leave(connection.TakeSeat());
                Detached.TrySetResult(connection.Detach());
                return;
            }
            connection.Write(naming is Naming.Admitted or Naming.AdmittedForAnother ? "in"u8 : "no"u8);
            while (bytes[0] == '!' && connection.IsOpen)
            {
                MostHeld = Math.Max(MostHeld, connection.PendingBytes);
                connection.Write(connection.Loop.Scratch[1..]);
            }
        }

        public override void OnLeave(TcpConnection connection, LeaveReason reason)
        {
            if (reason == LeaveReason.Shed)
                connection.Write("bye"u8);
            connection.CloseAfterWriting();
        }

        public override void OnClosed(TcpConnection connection, CloseReason reason)
        {
            if (reason.Kind == CloseKind.Overrun)
                Overrun.TrySetResult(reason);
        }

        public async Task<Socket> ConnectAsync()
        {
            Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(_listener!.LocalEndPoint!);
            return socket;
        }

        public Task<T> OnLoopAsync<T>(Func<EventLoop, T> work)
        {
            TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _loop.Post(_ => done.SetResult(work(_loop)));
            return LoopFixture.Within(done.Task, "work posted to the loop");
        }

        public async Task UntilAsync(Func<bool> reached, string what)
        {
            for (int tries = 0; !reached(); tries++)
            {
                Assert.True(tries < 2_000, $"not within 20 s: {what}");
                await Task.Delay(10);
            }
        }

        public async ValueTask DisposeAsync() => await _loop.DisposeAsync();
    }
}
