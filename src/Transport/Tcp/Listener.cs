using System.Net;
using Seawall.Transport.Native;

namespace Seawall.Transport;

/// <summary>
/// Accepts connections for a loop, as fast as its <see cref="Admission"/> allows: what may not come yet stays in the kernel's backlog. When the process runs out of descriptors it
/// rests 100 ms instead of spinning.
/// </summary>
public sealed unsafe class Listener : EventSource
{
    // A storm of connections is taken in small helpings, between which the others get their turn.
    private const int AcceptsPerEvent = 16;
    private const int AddressCapacity = 128;
    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(100);

    private readonly Func<TcpConnection, ConnectionHandler?> _accept;
    private readonly LoopTimer _resume;
    private readonly Admission? _admission;
    private int _fd;

    internal Listener(EventLoop loop, EndPoint endPoint, Func<TcpConnection, ConnectionHandler?> accept, ListenerOptions options) : base(loop)
    {
        _accept = accept;
        _admission = options.Admission;
        _resume = loop.CreateTimer(static listener => ((Listener)listener!).Watch(Epoll.In), this);
        _fd = SocketCalls.OpenStream(endPoint);
        SocketCalls.Enable(_fd, Libc.SolSocket, Libc.SoReuseAddress);
        if (options.SharePort)
            SocketCalls.Enable(_fd, Libc.SolSocket, Libc.SoReusePort);
        if (SocketCalls.Bind(_fd, endPoint) < 0 || Libc.Listen(_fd, options.Backlog) < 0)
        {
            int errno = Errno.Last;
            _ = Libc.Close(_fd);
            throw new IOException($"Cannot listen on {endPoint}: {Errno.Describe(errno)}.", errno);
        }
        LocalEndPoint = SocketCalls.LocalEndPoint(_fd);
        loop.Register(this, _fd, Epoll.In);
    }

    /// <summary>The bound address, with the real port when port 0 was asked for; null for Unix sockets.</summary>
    public IPEndPoint? LocalEndPoint { get; }

    /// <summary>Connections accepted so far.</summary>
    public long Accepted { get; private set; }

    /// <summary>Times accepting had to rest because descriptors or memory ran out.</summary>
    public long Rests { get; private set; }

    /// <summary>Stops listening; accepted connections live on.</summary>
    public void Close()
    {
        if (_fd < 0)
            return;
        _resume.Stop();
        Loop.Forget(this);
        _ = Libc.Close(_fd);
        _fd = -1;
    }

    internal override void OnEvents(uint events)
    {
        byte* address = stackalloc byte[AddressCapacity];
        for (int i = 0; i < AcceptsPerEvent && _fd >= 0; i++)
        {
            if (_admission is not null && _admission.TryReserve(Loop.NowMicros) is var wait and > 0)
            {
                Rest(TimeSpan.FromMicroseconds(wait));
                return;
            }
            uint length = AddressCapacity;
            int fd = Libc.Accept(_fd, address, &length, Libc.SockNonBlock | Libc.SockCloseOnExec);
            if (fd >= 0)
            {
                Take(fd, _admission is null ? AddressKey.None : AddressKey.OfSocketAddress(new ReadOnlySpan<byte>(address, (int)length)));
                continue;
            }
            int errno = Errno.Last;
            _admission?.Unreserve();
            if (!GoOnAfter(errno))
                return;
        }
    }

    internal override void OnLoopStopped() => Close();

    internal override void OnFault(Exception fault)
    {
    }

    private void Take(int fd, AddressKey address)
    {
        Accepted++;
        TcpConnection connection = TcpConnection.Accepted(Loop, fd);
        if (_admission is not null && !connection.Sit(_admission, address))
        {
            _ = Libc.Close(fd);
            return;
        }
        connection.Watch();
        ConnectionHandler? handler;
        try
        {
            handler = _accept(connection);
        }
        catch
        {
            connection.Reset();
            throw;
        }
        connection.Handler = handler!;
        if (handler is null)
            connection.Close();
    }

    private bool GoOnAfter(int errno)
    {
        if (errno is Errno.Interrupted or Errno.ConnectionAborted)
            return true;
        if (errno is Errno.TooManyFiles or Errno.TooManyFilesInSystem or Errno.NoBuffers or Errno.OutOfMemory)
        {
            Rests++;
            Rest(s_rest);
        }
        return false;
    }

    private void Rest(TimeSpan time)
    {
        Watch(0);
        _resume.Start(time);
    }

    private void Watch(uint events)
    {
        if (_fd >= 0)
            Loop.Watch(this, _fd, events);
    }
}
