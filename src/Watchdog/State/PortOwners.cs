using System.Globalization;
using Seawall.Topology;

namespace Seawall.Watchdog;

/// <summary>Who listens on a TCP port of this machine, from /proc/net/tcp and the descriptors under /proc/PID/fd (proc(5)).</summary>
public static class PortOwners
{
    private const string Listening = "0A";

    /// <summary>The listener's process, a pid of 0 when it belongs to a user whose processes can't be read, or null when the port is free.</summary>
    public static PortOwner? Find(int port)
    {
        HashSet<string> sockets = [.. Sockets("/proc/net/tcp", port), .. Sockets("/proc/net/tcp6", port)];
        if (sockets.Count == 0)
        {
            return null;
        }
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out int pid) && Holds(directory, sockets))
            {
                return new PortOwner(pid, File.ReadAllText(Path.Combine(directory, "comm")).Trim());
            }
        }
        return new PortOwner(0, "a process of another user");
    }

    private static IEnumerable<string> Sockets(string table, int port)
    {
        if (!File.Exists(table))
        {
            yield break;
        }
        string suffix = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        foreach (string line in File.ReadLines(table).Skip(1))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 9 && fields[1].EndsWith(suffix, StringComparison.Ordinal) && fields[3] == Listening)
            {
                yield return $"socket:[{fields[9]}]";
            }
        }
    }

    private static bool Holds(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(process, "fd"))
                .Any(descriptor => new FileInfo(descriptor).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

/// <summary>A process that listens on a port.</summary>
public sealed record PortOwner(int Pid, string Name)
{
    public override string ToString() => Pid == 0 ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name} (pid {Pid})");
}
