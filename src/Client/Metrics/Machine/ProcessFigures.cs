using System.Globalization;
using System.IO.Enumeration;

namespace Seawall.Client.Metrics.Machine;

/// <summary>What the system says of one process: seconds of processor time, bytes, and counts; null where the system does not tell.</summary>
public sealed record ProcessFigures
{
    // USER_HZ is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;
    private static readonly double BootUnix = ProcFile.Number(ProcFile.Text("/proc/stat"), "btime ");

    public double UserSeconds { get; init; }

    public double SystemSeconds { get; init; }

    public long ResidentBytes { get; init; }

    public long? Threads { get; init; }

    public long? Files { get; init; }

    public long? FilesLimit { get; init; }

    public long? DiskReadBytes { get; init; }

    public long? DiskWrittenBytes { get; init; }

    /// <summary>When it was started, in Unix seconds.</summary>
    public double? StartedUnix { get; init; }

    /// <summary>The process with this id; null when there is none. Counting what it has open takes longer than all else together, so it can be left out.</summary>
    public static ProcessFigures? Of(int pid, bool files = true)
    {
        var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
        if (ProcFile.Text(folder + "/stat") is not { } stat)
            return null;
        // The name in parentheses may hold spaces and parentheses itself, so fields are counted from the last one.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var io = ProcFile.Text(folder + "/io");
        return new ProcessFigures
        {
            UserSeconds = ProcFile.Number(fields[11]) / TicksPerSecond,
            SystemSeconds = ProcFile.Number(fields[12]) / TicksPerSecond,
            Threads = ProcFile.Number(fields[17]),
            StartedUnix = BootUnix + (ProcFile.Number(fields[19]) / TicksPerSecond),
            ResidentBytes = ProcFile.Number(fields[21]) * Environment.SystemPageSize,
            Files = files ? Open(folder + "/fd") : null,
            FilesLimit = files && ProcFile.Text(folder + "/limits") is { } limits ? ProcFile.Number(limits, "Max open files") : null,
            DiskReadBytes = io is null ? null : ProcFile.Number(io, "read_bytes: "),
            DiskWrittenBytes = io is null ? null : ProcFile.Number(io, "write_bytes: "),
        };
    }

    /// <summary>The process with this id and its children as one, as a database server is; processor time of children that have ended counts on.</summary>
    public static ProcessFigures? OfFamily(int pid, bool files = true)
    {
        if (Of(pid, files) is not { } parent || ProcFile.Text(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat")) is not { } stat)
            return null;
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var sum = parent with
        {
            UserSeconds = parent.UserSeconds + (ProcFile.Number(fields[13]) / TicksPerSecond),
            SystemSeconds = parent.SystemSeconds + (ProcFile.Number(fields[14]) / TicksPerSecond),
        };
        var children = ProcFile.Text(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task/{pid}/children")) ?? "";
        foreach (var child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Of((int)ProcFile.Number(child), files) is not { } one)
                continue;
            sum = sum with
            {
                UserSeconds = sum.UserSeconds + one.UserSeconds,
                SystemSeconds = sum.SystemSeconds + one.SystemSeconds,
                // What children share with their parent must not be counted for each of them.
                ResidentBytes = sum.ResidentBytes + PrivateBytes((int)ProcFile.Number(child)),
                Threads = sum.Threads + one.Threads,
                Files = sum.Files + one.Files,
                DiskReadBytes = sum.DiskReadBytes + one.DiskReadBytes,
                DiskWrittenBytes = sum.DiskWrittenBytes + one.DiskWrittenBytes,
            };
        }
        return sum;
    }

    /// <summary>This process.</summary>
    public static ProcessFigures OfThis(bool files = true) => Of(Environment.ProcessId, files) ?? new ProcessFigures
    {
        UserSeconds = Environment.CpuUsage.UserTime.TotalSeconds,
        SystemSeconds = Environment.CpuUsage.PrivilegedTime.TotalSeconds,
        ResidentBytes = Environment.WorkingSet,
    };

    // The third field of statm: resident pages that are backed by a file or shared.
    private static long PrivateBytes(int pid)
    {
        var pages = (ProcFile.Text(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/statm")) ?? "0 0 0").Split(' ');
        return Math.Max(0, ProcFile.Number(pages[1]) - ProcFile.Number(pages[2])) * Environment.SystemPageSize;
    }

    private static long? Open(string folder)
    {
        try
        {
            return new FileSystemEnumerable<bool>(folder, (ref FileSystemEntry _) => true).LongCount();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
