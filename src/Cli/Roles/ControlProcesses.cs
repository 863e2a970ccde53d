using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Seawall.Control.Processes;
using Seawall.Topology;
using Seawall.Watchdog;

namespace Seawall.Cli;

/// <summary>The watchdog's state file, corrected by what is seen now, and the logs of its processes.</summary>
internal sealed partial class ControlProcesses(SiteTopology topology, SeawallHome home, TimeProvider time) : ISiteProcesses
{
    private const int MostBytes = 256 << 10;
    private const int LongestLine = 2_000;
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);

    public SiteStatus Read()
    {
        SiteState state = StateFile.Read(home);
        StatusCommand.Status status = StatusCommand.Of(state, new Dictionary<string, string>(), time.GetUtcNow());
        return new SiteStatus(status.Phase, state.IsWatched && state.Phase != SitePhase.Up ? state.Message : "", [.. status.Processes.Select(Of)]);
    }

    public LogLines? LastLines(string process, int lines)
    {
        if (!IsKnown(process))
        {
            return null;
        }
        using FileStream? log = Open(process);
        if (log is null)
        {
            return new LogLines([], 0);
        }
        long end = log.Length;
        if (lines == 0)
        {
            return new LogLines([], end);
        }
        LogsCommand.SeekToLastLines(log, lines);
        log.Position = Math.Max(log.Position, end - MostBytes);
        (IReadOnlyList<string> read, long position) = ReadLines(log, wholeLines: false);
        return new LogLines(read, position);
    }

    public async IAsyncEnumerable<LogLines> FollowAsync(string process, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!IsKnown(process))
        {
            yield break;
        }
        using var timer = new PeriodicTimer(_look, time);
        do
        {
            if (Added(process, from) is { } added)
            {
                from = added.Position;
                if (added.Lines.Count > 0)
                {
                    yield return added;
                }
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    // Null when nothing was added. A log that was cut when it grew too large begins anew.
    private LogLines? Added(string process, long from)
    {
        using FileStream? log = Open(process);
        if (log is null || log.Length == from)
        {
            return null;
        }
        log.Position = log.Length < from ? 0 : Math.Max(from, log.Length - MostBytes);
        (IReadOnlyList<string> lines, long position) = ReadLines(log, wholeLines: true);
        return new LogLines(lines, position);
    }

    private static (IReadOnlyList<string> Lines, long Position) ReadLines(FileStream log, bool wholeLines)
    {
        long start = log.Position;
        byte[] bytes = new byte[Math.Min(MostBytes, Math.Max(0, log.Length - start))];
        int read = log.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        int last = bytes.AsSpan(0, read).LastIndexOf((byte)'\n');
        // What is written last may be half a line, unless it is too long to wait for its end.
        int taken = wholeLines && read < MostBytes ? last + 1 : read;
        string text = Encoding.UTF8.GetString(bytes, 0, taken);
        return (text.Length == 0 ? [] : [.. text.TrimEnd('\n').Split('\n').Select(Plain)], start + taken);
    }

    private static string Plain(string line)
    {
        string plain = Control().Replace(line, "");
        return plain.Length <= LongestLine ? plain : plain[..LongestLine] + "…";
    }

    private bool IsKnown(string process) => process == SiteTopology.WatchdogName || topology.Process(process) is not null
        || topology.Postgres.Any(node => node.Name == process) || topology.Redis.Any(node => node.Name == process) || topology.Etcd.Any(node => node.Name == process)
        || StateFile.Read(home).Services.Any(service => service.Name == process);

    private FileStream? Open(string process)
    {
        try
        {
            return new FileStream(home.Log(process), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private ProcessStatus Of(StatusCommand.ProcessStatus process) => new(process.Name, process.State)
    {
        Kind = KindOf(process.Name),
        Address = AddressOf(process.Name),
        Pid = process.Pid,
        Restarts = process.Restarts,
        Uptime = TimeSpan.FromSeconds(process.UptimeSeconds),
        MemoryBytes = process.Pid is { } pid ? MemoryOf(pid) : null,
    };

    private string KindOf(string name) => name == SiteTopology.WatchdogName ? "watchdog"
        : topology.Postgres.Any(node => node.Name == name) ? "postgres"
        : topology.Redis.Any(node => node.Name == name) ? "redis"
        : topology.Etcd.Any(node => node.Name == name) ? "etcd"
        : topology.Process(name)?.Role ?? "";

    private string AddressOf(string name) => topology.Process(name)?.Listen.ToString()
        ?? (topology.Postgres.FirstOrDefault(node => node.Name == name)?.Port ?? topology.Redis.FirstOrDefault(node => node.Name == name)?.Port ?? topology.Etcd.FirstOrDefault(node => node.Name == name)?.Port) switch
        {
            { } port => $"127.0.0.1:{port}",
            null => "",
        };

    // The framework's own answer lists every thread of the process on the way; one small file says the same.
    private static long? MemoryOf(int pid)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using Process process = Process.GetProcessById(pid);
                return process.WorkingSet64;
            }
            string[] pages = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/statm")).Split(' ');
            return long.Parse(pages[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception or IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Colours and other control characters of terminals.</summary>
    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]")]
    private static partial Regex Control();
}
