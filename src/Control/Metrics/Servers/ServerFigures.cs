using Seawall.Control.Metrics.Scraping;
using Seawall.Control.Processes;

namespace Seawall.Control.Metrics.Servers;

/// <summary>The basic figures of every process and of the machine, in one place (row X-3); null for what is not known.</summary>
internal sealed class ServerFigures(IMetricSource source, ISiteProcesses site)
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(10);

    public IReadOnlyList<ProcessLine> Processes() => [.. site.Read().Processes.Select(Of)];

    public HostLine Host()
    {
        var cpus = Last("system.cpu.logical.count");
        return new HostLine
        {
            Cpus = cpus,
            CpuShare = Rate("system.cpu.time", ("cpu.mode", "user|nice|system|interrupt|softirq|steal")) / Rate("system.cpu.time"),
            Load = Last("system.load", ("window", "1m")),
            MemoryUsed = Last("system.memory.usage", ("system.memory.state", "used")),
            MemoryAvailable = Last("system.memory.usage", ("system.memory.state", "available")),
            DiskUsed = Last("system.filesystem.usage", ("system.filesystem.state", "used")),
            DiskFree = Last("system.filesystem.usage", ("system.filesystem.state", "free")),
            DiskPerSecond = Rate("system.disk.io"),
            NetworkPerSecond = Rate("system.network.io"),
        };
    }

    private ProcessLine Of(ProcessStatus status)
    {
        (string, string) own = ("process", status.Name);
        return new ProcessLine(status.Name, status.Kind, status.State)
        {
            Tone = status.Tone,
            IsUp = Last(MetricScraper.Up, own) is { } up ? up > 0 : null,
            CpuShare = Rate("process.cpu.time", own),
            MemoryBytes = Last("process.memory.usage", own) ?? status.MemoryBytes,
            DiskPerSecond = Rate("process.disk.io", own),
            NetworkPerSecond = Rate("process.network.io", own),
            Files = Last("process.unix.file_descriptor.count", own),
            FilesLimit = Last("process.unix.file_descriptor.limit", own),
            Threads = Last("process.thread.count", own),
            Restarts = status.Restarts,
            Uptime = status.Pid is null ? null : status.Uptime,
        };
    }

    private double? Rate(string metric, params ReadOnlySpan<(string Name, string Value)> labels) => source.TryRate(metric, Labels(labels), Now, out var rate) ? rate : null;

    private double? Last(string metric, params ReadOnlySpan<(string Name, string Value)> labels) => source.TryLast(metric, Labels(labels), out var value) ? value : null;

    private static Dictionary<string, string> Labels(ReadOnlySpan<(string Name, string Value)> labels)
    {
        var all = new Dictionary<string, string>(labels.Length);
        foreach (var (name, value) in labels)
            all.Add(name, value);
        return all;
    }
}
