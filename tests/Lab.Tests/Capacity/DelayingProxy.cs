using System.Net;
using System.Net.Sockets;
using Seawall.Lab.Replay;

namespace Seawall.Lab.Tests;

/// <summary>
/// A proxy that passes bytes on, answers a fixed time late, and can stand still. It is the slowness under test, so it waits by the clock: one thread
/// a connection and direction, because a timer of the thread pool would be late under load by more than it is to add.
/// </summary>
internal sealed class DelayingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ManualResetEventSlim _open = new(initialState: true);
    private readonly List<Socket> _sockets = [];
    private readonly int _port;
    private readonly TimeSpan _delay;
    private readonly Timer _opener;

    public DelayingProxy(int port, TimeSpan delay)
    {
        (_port, _delay) = (port, delay);
        _opener = new Timer(_ => _open.Set());
        _listener.Start(256);
        Start(Accept);
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Nothing passes for this long from now on.</summary>
    public void StandStill(TimeSpan time)
    {
        _open.Reset();
        _opener.Change(time, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _open.Set();
        _listener.Stop();
        lock (_sockets)
        {
            _sockets.ForEach(s => s.Dispose());
        }

        _opener.Dispose();
    }

    private void Accept()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = _listener.AcceptSocket();
            }
            catch (SocketException)
            {
                return;
            }

            var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            client.NoDelay = true;
            lock (_sockets)
            {
                _sockets.AddRange([client, server]);
            }

            server.Connect(IPAddress.Loopback, _port);
            Start(() => Pass(client, server, TimeSpan.Zero));
            Start(() => Pass(server, client, _delay));
        }
    }

    private void Pass(Socket from, Socket to, TimeSpan delay)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            for (int read = from.Receive(buffer); read > 0; read = from.Receive(buffer))
            {
                _open.Wait();
                if (delay > TimeSpan.Zero)
                {
                    Sleep(delay);
                }

                to.Send(buffer.AsSpan(0, read));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side has gone.
        }
    }

    /// <summary>Waits on a descriptor that never comes: the kernel wakes a poll within microseconds, a timer of the runtime within milliseconds.</summary>
    private static void Sleep(TimeSpan delay)
    {
        using var never = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        never.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        never.Poll(delay, SelectMode.SelectRead);
    }

    /// <summary>Goes before what else the machine does, as far as the system lets it: only the delay asked for is to be seen.</summary>
    private static void Start(Action work) => new Thread(() =>
    {
        _ = Priority.RaiseCurrentThread();
        work();
    })
    { IsBackground = true }.Start();
}
