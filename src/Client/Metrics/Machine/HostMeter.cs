using System.Diagnostics.Metrics;
using System.Globalization;

namespace Seawall.Client.Metrics.Machine;

/// <summary>The meter <c>Seawall.Host</c>: processors, load, memory, disks and network of this machine; one process a machine has it.</summary>
public sealed class HostMeter : IDisposable
{
    private static readonly string[] Modes = ["user", "nice", "system", "idle", "iowait", "interrupt", "softirq", "steal"];
    private const double TicksPerSecond = 100;
    private const int SectorBytes = 512;

    private readonly Meter _meter = new("Seawall.Host");

    /// <param name="folder">Whose file system is told of: that of the site's home.</param>
    public HostMeter(DirectoryInfo folder)
    {
        _meter.CreateObservableCounter("system.cpu.time", Cpu, "s", "Processor time of this machine.");
        _meter.CreateObservableUpDownCounter("system.cpu.logical.count", () => Environment.ProcessorCount, "{cpu}", "Processors that this machine lends.");
        _meter.CreateObservableGauge("system.load", Load, "{thread}", "Threads that run or wait to, averaged over 1, 5 and 15 minutes.");
        _meter.CreateObservableUpDownCounter("system.memory.usage", Memory, "By", "Memory of this machine: used, and available without swapping.");
        _meter.CreateObservableUpDownCounter("system.filesystem.usage", () => FileSystem(folder), "By", "The file system that holds the site's home: used and free.");
        _meter.CreateObservableCounter("system.disk.io", Disks, "By", "Bytes that went to or came from the disks.");
        _meter.CreateObservableCounter("system.network.io", Network, "By", "Bytes that went through the network interfaces.");
        _meter.CreateObservableUpDownCounter("system.file.count", Files, "{file}", "Files that are open on this machine.");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<double>> Cpu()
    {
        var text = ProcFile.Text("/proc/stat");
        if (text is null)
            yield break;
        var fields = text[..text.IndexOf('\n', StringComparison.Ordinal)].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < Modes.Length && i + 1 < fields.Length; i++)
            yield return new(ProcFile.Number(fields[i + 1]) / TicksPerSecond, new KeyValuePair<string, object?>("cpu.mode", Modes[i]));
    }

    private static IEnumerable<Measurement<double>> Load()
    {
        var fields = ProcFile.Text("/proc/loadavg")?.Split(' ') ?? [];
        string[] windows = ["1m", "5m", "15m"];
        for (var i = 0; i < windows.Length && i < fields.Length; i++)
            yield return new(double.Parse(fields[i], CultureInfo.InvariantCulture), new KeyValuePair<string, object?>("window", windows[i]));
    }

    private static IEnumerable<Measurement<long>> Memory()
    {
        if (ProcFile.Text("/proc/meminfo") is not { } text)
            yield break;
        long total = ProcFile.Number(text, "MemTotal:") * 1024, available = ProcFile.Number(text, "MemAvailable:") * 1024;
        yield return new(total - available, new KeyValuePair<string, object?>("system.memory.state", "used"));
        yield return new(available, new KeyValuePair<string, object?>("system.memory.state", "available"));
    }

    private static IEnumerable<Measurement<long>> FileSystem(DirectoryInfo folder)
    {
        var drive = DriveOf(folder);
        if (drive is null)
            yield break;
        var mount = new KeyValuePair<string, object?>("system.filesystem.mountpoint", drive.Name);
        yield return new(drive.TotalSize - drive.TotalFreeSpace, mount, new("system.filesystem.state", "used"));
        yield return new(drive.AvailableFreeSpace, mount, new("system.filesystem.state", "free"));
    }

    private static DriveInfo? DriveOf(DirectoryInfo folder)
    {
        try
        {
            var path = folder.FullName + Path.DirectorySeparatorChar;
            return DriveInfo.GetDrives()
                .Where(drive => path.StartsWith(drive.Name.EndsWith('/') ? drive.Name : drive.Name + '/', StringComparison.Ordinal))
                .MaxBy(drive => drive.Name.Length) is { IsReady: true } drive ? drive : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    // Whole disks only: partitions and mapped devices would count the same bytes again.
    private static IEnumerable<Measurement<long>> Disks()
    {
        foreach (var line in (ProcFile.Text("/proc/diskstats") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 10 || !Directory.Exists("/sys/block/" + fields[2]) || fields[2].StartsWith("loop", StringComparison.Ordinal)
                || fields[2].StartsWith("dm-", StringComparison.Ordinal) || fields[2].StartsWith("ram", StringComparison.Ordinal))
                continue;
            var device = new KeyValuePair<string, object?>("system.device", fields[2]);
            yield return new(ProcFile.Number(fields[5]) * SectorBytes, device, new("disk.io.direction", "read"));
            yield return new(ProcFile.Number(fields[9]) * SectorBytes, device, new("disk.io.direction", "write"));
        }
    }

    private static IEnumerable<Measurement<long>> Network()
    {
        foreach (var line in (ProcFile.Text("/proc/net/dev") ?? "").Split('\n').Skip(2))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
                continue;
            var fields = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var name = new KeyValuePair<string, object?>("network.interface.name", line[..colon].Trim());
            yield return new(ProcFile.Number(fields[0]), name, new("network.io.direction", "receive"));
            yield return new(ProcFile.Number(fields[8]), name, new("network.io.direction", "transmit"));
        }
    }

    private static IEnumerable<Measurement<long>> Files()
    {
        if (ProcFile.Text("/proc/sys/fs/file-nr") is { } text)
            yield return new(ProcFile.Number(text));
    }
}
