using System.Net;
using Seawall.Transport.Native;

namespace Seawall.Transport;

/// <summary>Accepts connections for a loop. When the process runs out of descriptors it rests 100 ms instead of spinning.</summary>
public sealed unsafe class Listener : EventSource
{
    private const int AcceptsPerEvent = 64;
    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(100);

    private readonly Func<TcpConnection, ConnectionHandler?> _accept;
    private readonly LoopTimer _resume;
    private int _fd;

    internal Listener(EventLoop loop, EndPoint endPoint, Func<TcpConnection, ConnectionHandler?> accept, ListenerOptions options) : base(loop)
    {
        _accept = accept;
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
        for (int i = 0; i < AcceptsPerEvent && _fd >= 0; i++)
        {
            int fd = Libc.Accept(_fd, null, null, Libc.SockNonBlock | Libc.SockCloseOnExec);
            if (fd >= 0)
                Take(fd);
            else if (!GoOnAfter(Errno.Last))
                return;
        }
    }

    internal override void OnLoopStopped() => Close();

    internal override void OnFault(Exception fault)
    {
    }

    private void Take(int fd)
    {
        Accepted++;
        TcpConnection connection = TcpConnection.Accepted(Loop, fd);
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
            Watch(0);
            _resume.Start(s_rest);
        }
        return false;
    }

    private void Watch(uint events)
    {
        if (_fd >= 0)
            Loop.Watch(this, _fd, events);
    }
}
