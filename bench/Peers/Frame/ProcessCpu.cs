using System.Globalization;
using System.Runtime.InteropServices;

namespace Seawall.Peers;

/// <summary>User and system time of processes.</summary>
internal static class ProcessCpu
{
    private const double TicksPerSecond = 100;

    /// <summary>Seconds that a running process, all its threads and all processes under it have used so far.</summary>
    public static double SecondsOf(int pid)
    {
        Dictionary<int, List<int>> children = Children();
        double sum = 0;
        Stack<int> left = new([pid]);
        while (left.TryPop(out int next))
        {
            sum += Own(next) + Waited(next);
            foreach (int child in children.GetValueOrDefault(next) ?? [])
                left.Push(child);
        }
        return sum;
    }

    /// <summary>
    /// Seconds that the ended children of this process have used, to the microsecond. The difference around one child's life is that child's whole cost,
    /// provided that no other child ends meanwhile.
    /// </summary>
    public static double SecondsOfEndedChildren()
    {
        const int children = -1;
        return GetUsage(children, out Usage usage) == 0
            ? usage.UserSeconds + usage.SystemSeconds + (usage.UserMicros + usage.SystemMicros) / 1e6
            : throw new InvalidOperationException($"getrusage failed with error {Marshal.GetLastPInvokeError()}");
    }

    // The processor clock of another process (clock_getcpuclockid(3)) counts nanoseconds where /proc counts hundredths of a second.
    private static double Own(int pid)
    {
        const int scheduled = 2;
        if (GetTime((~pid << 3) | scheduled, out Time time) == 0)
            return time.Seconds + time.Nanos / 1e9;
        return Fields(pid) is { } fields ? (Ticks(fields, 11) + Ticks(fields, 12)) / TicksPerSecond : 0;
    }

    private static double Waited(int pid) => Fields(pid) is { } fields ? (Ticks(fields, 13) + Ticks(fields, 14)) / TicksPerSecond : 0;

    private static Dictionary<int, List<int>> Children()
    {
        Dictionary<int, List<int>> children = [];
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out int pid) || Fields(pid) is not { } fields)
                continue;
            int parent = int.Parse(fields[1], CultureInfo.InvariantCulture);
            (CollectionsMarshal.GetValueRefOrAddDefault(children, parent, out _) ??= []).Add(pid);
        }
        return children;
    }

    // What follows the name in /proc/PID/stat (proc(5)); null when the process is gone.
    private static string[]? Fields(int pid)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long Ticks(string[] fields, int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);

    [DllImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static extern int GetTime(int clock, out Time time);

    [DllImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static extern int GetUsage(int who, out Usage usage);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanos;
    }

    // Two timevals, then fourteen longs that nobody reads here (getrusage(2)).
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private struct Usage
    {
        public long UserSeconds;
        public long UserMicros;
        public long SystemSeconds;
        public long SystemMicros;
    }
}
