using System.Globalization;

namespace Seawall.Lab.Capacity;

/// <summary>Counters of this machine: processor ticks busy and in all (/proc/stat), milliseconds each disk had a request (/proc/diskstats).</summary>
internal sealed record MachineUse(long BusyTicks, long AllTicks, IReadOnlyDictionary<string, long> DiskMillis)
{
    public static MachineUse Now()
    {
        long[] ticks = [.. (Lines("/proc/stat").FirstOrDefault() ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(Number)];
        long all = ticks.Sum();
        long idle = ticks.Length > 4 ? ticks[3] + ticks[4] : all;
        var disks = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string[] fields in Lines("/proc/diskstats").Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            // Field 13 is the time spent doing input and output (Documentation/admin-guide/iostats.rst).
            if (fields.Length > 12 && !fields[2].StartsWith("loop", StringComparison.Ordinal) && !fields[2].StartsWith("ram", StringComparison.Ordinal))
            {
                disks[fields[2]] = Number(fields[12]);
            }
        }

        return new MachineUse(all - idle, all, disks);
    }

    /// <summary>Share of the processors that was busy since then, 0..1.</summary>
    public double CpuSince(MachineUse then) => AllTicks > then.AllTicks ? (double)(BusyTicks - then.BusyTicks) / (AllTicks - then.AllTicks) : 0;

    /// <summary>Share of the time that the busiest disk had a request, 0..1.</summary>
    public double DiskSince(MachineUse then, double seconds) =>
        DiskMillis.Count == 0 ? 0 : DiskMillis.Max(d => Math.Clamp((d.Value - then.DiskMillis.GetValueOrDefault(d.Key)) / 1000.0 / seconds, 0, 1));

    private static long Number(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
