using Seawall.Transport.Native;

namespace Seawall.Transport;

/// <summary>An eventfd by which other threads wake a loop that waits.</summary>
internal sealed unsafe class Waker : EventSource
{
    private readonly int _fd;

    public Waker(EventLoop loop) : base(loop)
    {
        _fd = Libc.EventFd(0, Libc.EventFdNonBlock | Libc.EventFdCloseOnExec);
        if (_fd < 0)
            Errno.Throw("eventfd");
    }

    public int Fd => _fd;

    public void Wake()
    {
        ulong one = 1;
        _ = Libc.Write(_fd, &one, sizeof(ulong));
    }

    internal override void OnEvents(uint events)
    {
        ulong count;
        _ = Libc.Read(_fd, &count, sizeof(ulong));
    }

    internal override void OnLoopStopped() => _ = Libc.Close(_fd);

    internal override void OnFault(Exception fault)
    {
    }
}
