using Seawall.Transport.Native;

namespace Seawall.Transport;

/// <summary>How many files, sockets among them, this process may have open.</summary>
public static unsafe class FileLimit
{
    /// <summary>The soft limit, which .NET raises to the hard one at start; 1,024 where it can't be told.</summary>
    public static int Soft
    {
        get
        {
            ulong* limits = stackalloc ulong[2];
            return EventLoop.IsSupported && Libc.GetResourceLimit(Libc.ResourceFiles, limits) == 0 ? (int)Math.Min(limits[0], int.MaxValue) : 1_024;
        }
    }
}
