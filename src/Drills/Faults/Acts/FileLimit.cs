using System.Globalization;
using System.Runtime.InteropServices;
using Seawall.Topology;

namespace Seawall.Drills.Faults;

/// <summary>The soft limit on the size of files that a process may write (RLIMIT_FSIZE, prlimit(2)).</summary>
internal static class FileLimit
{
    private const int FileSize = 1;
    private const int IgnoredSignalBit = 25 - 1; // SIGXFSZ

    /// <summary>The limit as it stands, to be put back later; empty when the process is gone.</summary>
    public static string Read(ProcessIdentity process)
    {
        var limits = default(Limits);
        return process.IsAlive() && prlimit64(process.Pid, FileSize, 0, ref limits) == 0 ? limits.Soft.ToString(CultureInfo.InvariantCulture) : "";
    }

    /// <summary>Whether a write past the limit fails for the process instead of ending it, as of its /proc/PID/status (proc(5)).</summary>
    public static bool IsSurvived(ProcessIdentity process)
    {
        string file = string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Pid}/status");
        string ignored = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) ?? "SigIgn:0";
        return (ulong.Parse(ignored.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> IgnoredSignalBit & 1) == 1;
    }

    public static void Set(ProcessIdentity process, ulong soft)
    {
        var limits = default(Limits);
        if (!process.IsAlive() || prlimit64(process.Pid, FileSize, 0, ref limits) != 0)
        {
            return;
        }
        limits.Soft = Math.Min(soft, limits.Hard);
        if (prlimit64(process.Pid, FileSize, ref limits, 0) != 0)
        {
            throw new InvalidOperationException($"the limit of pid {process.Pid} can't be set: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
    }

    public static void Restore(ProcessIdentity process, string before)
    {
        if (ulong.TryParse(before, CultureInfo.InvariantCulture, out ulong soft))
        {
            Set(process, soft);
        }
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int prlimit64(int pid, int resource, nint none, ref Limits old);

    [DllImport("libc", SetLastError = true)]
    private static extern int prlimit64(int pid, int resource, ref Limits wanted, nint none);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public ulong Soft;
        public ulong Hard;
    }
}
