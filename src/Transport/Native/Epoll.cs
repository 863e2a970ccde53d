using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Seawall.Transport.Native;

/// <summary>One epoll instance with its own event buffer outside the managed heap.</summary>
/// <remarks><c>struct epoll_event</c> is packed to 12 bytes on x64 and 16 bytes elsewhere (epoll_ctl(2)), so it is read by offset.</remarks>
internal sealed unsafe class Epoll : IDisposable
{
    public const uint In = 0x1, Out = 0x4, Error = 0x8, HangUp = 0x10, PeerEnded = 0x2000, EdgeTriggered = 0x80000000;
    private const int Add = 1, Delete = 2, Modify = 3, CloseOnExec = 0x80000;
    private const int Capacity = 256;

    private static readonly int s_dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int s_size = s_dataOffset + 8;

    private static volatile bool s_coarse;

    private readonly int _fd;
    private byte* _events;

    public Epoll()
    {
        _fd = Libc.EpollCreate(CloseOnExec);
        if (_fd < 0)
            Errno.Throw("epoll_create1");
        _events = (byte*)NativeMemory.AllocZeroed((nuint)(Capacity * s_size));
    }

    public void Register(int fd, uint events, ulong data) => Control(Add, fd, events, data, "epoll_ctl(add)");

    public void Change(int fd, uint events, ulong data) => Control(Modify, fd, events, data, "epoll_ctl(modify)");

    public void Unregister(int fd) => Control(Delete, fd, 0, 0, "epoll_ctl(delete)");

    /// <summary>Waits up to the given milliseconds (-1 for ever, 0 not at all) and returns how many events stand ready.</summary>
    public int Wait(int timeoutMilliseconds)
    {
        int count = Libc.EpollWait(_fd, _events, Capacity, timeoutMilliseconds);
        if (count < 0 && Errno.Last != Errno.Interrupted)
            Errno.Throw("epoll_wait");
        return Math.Max(count, 0);
    }

    /// <summary>The same with microseconds; where the system can't, up to a millisecond longer.</summary>
    public int WaitMicros(long micros)
    {
        if (s_coarse)
            return Wait((int)Math.Min((micros + 999) / 1000, int.MaxValue));
        try
        {
            Libc.TimeSpec timeout = new(micros / 1_000_000, micros % 1_000_000 * 1000);
            int count = Libc.EpollWaitPrecisely(_fd, _events, Capacity, &timeout, null);
            if (count >= 0 || Errno.Last == Errno.Interrupted)
                return Math.Max(count, 0);
            if (Errno.Last != Errno.NoSuchCall)
                Errno.Throw("epoll_pwait2");
        }
        catch (EntryPointNotFoundException)
        {
        }
        s_coarse = true;
        return WaitMicros(micros);
    }

    public uint EventsAt(int index) => Unsafe.ReadUnaligned<uint>(_events + index * s_size);

    public ulong DataAt(int index) => Unsafe.ReadUnaligned<ulong>(_events + index * s_size + s_dataOffset);

    public void Dispose()
    {
        if (_events is null)
            return;
        _ = Libc.Close(_fd);
        NativeMemory.Free(_events);
        _events = null;
    }

    private void Control(int operation, int fd, uint events, ulong data, string doing)
    {
        byte* request = stackalloc byte[16];
        Unsafe.WriteUnaligned(request, events);
        Unsafe.WriteUnaligned(request + s_dataOffset, data);
        if (Libc.EpollControl(_fd, operation, fd, request) < 0)
            Errno.Throw(doing);
    }
}
