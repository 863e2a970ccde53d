using System.Globalization;

namespace Seawall.Peers.Push;

/// <summary>The memory of another process, of /proc/PID/status (proc(5)).</summary>
internal static class ProcessMemory
{
    public static long ResidentBytes(int pid)
    {
        string line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status")).First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
