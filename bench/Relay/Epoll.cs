using System.Runtime.InteropServices;

namespace Seawall.Relay;

/// <summary>One epoll instance, level-triggered; see epoll(7).</summary>
internal sealed unsafe partial class Epoll : IDisposable
{
    public const uint In = 0x001;
    public const uint Out = 0x004;
    public const uint Gone = 0x008 | 0x010;

    private const int CloseOnExec = 0x80000;
    private const int Add = 1;
    private const int Modify = 3;
    private const int Interrupted = 4;

    // The structure is packed on x86-64 only.
    private static readonly int _size = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int _dataAt = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private readonly int _handle = Checked(epoll_create1(CloseOnExec), "epoll_create1");
    private readonly byte[] _events = new byte[512 * _size];

    public void Watch(int socket, uint events, long key) => Control(Add, socket, events, key);

    public void Change(int socket, uint events, long key) => Control(Modify, socket, events, key);

    /// <summary>Waits for events and returns how many there are; -1 milliseconds waits without end.</summary>
    public int Wait(int milliseconds)
    {
        fixed (byte* events = _events)
        {
            var count = epoll_wait(_handle, events, _events.Length / _size, milliseconds);
            return count >= 0 || Marshal.GetLastPInvokeError() == Interrupted ? Math.Max(0, count) : Checked(count, "epoll_wait");
        }
    }

    /// <summary>The i-th event of the last wait.</summary>
    public (uint Events, long Key) this[int i] => (
        BitConverter.ToUInt32(_events, i * _size),
        BitConverter.ToInt64(_events, (i * _size) + _dataAt));

    public void Dispose() => _ = close(_handle);

    private void Control(int operation, int socket, uint events, long key)
    {
        var entry = stackalloc byte[16];
        *(uint*)entry = events;
        *(long*)(entry + _dataAt) = key;
        _ = Checked(epoll_ctl(_handle, operation, socket, entry), "epoll_ctl");
    }

    private static int Checked(int result, string call) =>
        result >= 0 ? result : throw new IOException($"{call} failed with error {Marshal.GetLastPInvokeError()}");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int socket, byte* entry);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, byte* events, int most, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int handle);
}
