using System.Runtime.InteropServices;

namespace Seawall.Lab.Replay;

/// <summary>
/// Scheduling of the sending thread. With 128 busy backends on few cores an answered lane would otherwise wait in the run queue behind
/// them before its next statement is sent; niceness alone does not help, because Linux weighs it within a terminal session only (sched(7), autogroup).
/// </summary>
internal static partial class Priority
{
    private const int RoundRobin = 2;
    private const int Process = 0;

    /// <summary>Raises the calling thread as far as the system lets it, and says how far; null when it could not be raised.</summary>
    public static string? RaiseCurrentThread()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        // Both calls take 0 for the calling thread. The thread sleeps whenever no answer waits, so a real-time class starves nobody.
        int lowest = 1;
        if (SetScheduler(0, RoundRobin, ref lowest) == 0)
        {
            return "real-time";
        }

        return SetPriority(Process, 0, -20) == 0 ? "nice -20" : null;
    }

    /// <summary>sched_setscheduler(2); its parameter is a structure of one int.</summary>
    [LibraryImport("libc", EntryPoint = "sched_setscheduler", SetLastError = true)]
    private static partial int SetScheduler(int thread, int policy, ref int priority);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, uint who, int priority);
}
