using System.Globalization;
using System.Net;
using Seawall.Lab.Capacity;

namespace Seawall.Lab.Http;

/// <summary>
/// The processes on this machine that listen at the loaded addresses, and the processor time they use; empty when they are elsewhere or belong to
/// somebody else. Linux only (proc(5)).
/// </summary>
internal sealed class ServerProcesses
{
    private const double TicksPerSecond = 100;
    private const string Listening = "0A";
    private readonly int[] _pids;

    private ServerProcesses(int[] pids)
    {
        _pids = pids;
        Allowance = pids.Select(CpuAllowance.Of).MaxBy(allowance => allowance.Cores);
    }

    public IReadOnlyList<int> Pids => _pids;

    /// <summary>What the one that may use most may use; null when there are none.</summary>
    public CpuAllowance? Allowance { get; }

    public static ServerProcesses ListeningAt(IEnumerable<EndPoint> addresses)
    {
        try
        {
            HashSet<string> sockets = [];
            foreach (IPEndPoint address in addresses.OfType<IPEndPoint>().Where(address => IPAddress.IsLoopback(address.Address)))
            {
                sockets.UnionWith(SocketsAt("/proc/net/tcp", address.Port).Concat(SocketsAt("/proc/net/tcp6", address.Port)));
            }

            return new ServerProcesses(sockets.Count == 0 ? [] : [.. Owners(sockets)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ServerProcesses([]);
        }
    }

    /// <summary>What has been used so far; the difference of two is a use.</summary>
    public ProcessorUse Read()
    {
        double server = 0;
        var threads = new Dictionary<string, double>();
        foreach (int pid in _pids)
        {
            server += SecondsOf($"/proc/{pid}/stat");
            foreach (string thread in ThreadsOf(pid))
            {
                threads[thread] = SecondsOf(Path.Combine(thread, "stat"));
            }
        }

        (double busy, double all) = Machine();
        return new ProcessorUse(_pids.Length == 0 ? null : server, threads, busy, all);
    }

    private static IEnumerable<string> SocketsAt(string table, int port)
    {
        if (!File.Exists(table))
        {
            yield break;
        }

        string ending = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (string line in File.ReadLines(table).Skip(1))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 9 && fields[3] == Listening && fields[1].EndsWith(ending, StringComparison.Ordinal))
            {
                yield return $"socket:[{fields[9]}]";
            }
        }
    }

    private static IEnumerable<int> Owners(HashSet<string> sockets)
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && Owns(folder, sockets))
            {
                yield return pid;
            }
        }
    }

    private static bool Owns(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd"))
                .Any(fd => new FileInfo(fd).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string[] ThreadsOf(int pid)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{pid}/task");
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static double SecondsOf(string statFile)
    {
        try
        {
            string stat = File.ReadAllText(statFile);
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Busy and all processor time of the machine, in ticks; steal counts as neither.</summary>
    private static (double Busy, double All) Machine()
    {
        try
        {
            double[] ticks = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(7).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
            double idle = ticks[3] + ticks[4];
            return (ticks.Sum() - idle, ticks.Sum());
        }
        catch (IOException)
        {
            return (0, 0);
        }
    }
}

/// <summary>Processor time so far: of the servers and of each of their threads in seconds, null when there are none here; of the machine in ticks.</summary>
internal readonly record struct ProcessorUse(double? ServerSeconds, IReadOnlyDictionary<string, double> ThreadSeconds, double BusyTicks, double AllTicks)
{
    public double? ServerSince(ProcessorUse earlier) => ServerSeconds - earlier.ServerSeconds;

    /// <summary>What the busiest thread used since.</summary>
    public double BusiestThreadSince(ProcessorUse earlier) =>
        ThreadSeconds.Select(thread => thread.Value - earlier.ThreadSeconds.GetValueOrDefault(thread.Key)).DefaultIfEmpty().Max();

    public double? MachineSince(ProcessorUse earlier) => AllTicks > earlier.AllTicks ? (BusyTicks - earlier.BusyTicks) / (AllTicks - earlier.AllTicks) : null;
}
