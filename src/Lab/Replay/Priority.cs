using System.Runtime.InteropServices;

namespace Seawall.Lab.Replay;

/// <summary>
/// Scheduling priority of the sending thread. With 128 busy backends on few cores an answered lane would otherwise wait in the run
/// queue behind them before its next statement is sent.
/// </summary>
internal static partial class Priority
{
    private const int Process = 0;

    /// <summary>Raises the calling thread as far as the system lets it and returns the niceness it has then (setpriority(2); 0 means this thread).</summary>
    public static int RaiseCurrentThread()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        foreach (int nice in (ReadOnlySpan<int>)[-20, -10, -5])
        {
            if (SetPriority(Process, 0, nice) == 0)
            {
                return nice;
            }
        }

        return 0;
    }

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, uint who, int priority);
}
