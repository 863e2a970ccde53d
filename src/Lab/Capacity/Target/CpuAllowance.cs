using System.Globalization;

namespace Seawall.Lab.Capacity;

/// <summary>How much processor a process may use, and what says so.</summary>
internal sealed record CpuAllowance(double Cores, string Because, string? StatFile)
{
    private const string Root = "/sys/fs/cgroup";

    /// <summary>The least of the machine's processors, the process's affinity and the quotas of its cgroups, both of version 1 (cpu.cfs_quota_us) and 2 (cpu.max).</summary>
    public static CpuAllowance Of(int pid)
    {
        int machine = Environment.ProcessorCount;
        var allowance = new CpuAllowance(machine, $"{machine} processors", null);
        double affinity = Affinity(pid);
        if (affinity > 0 && affinity < allowance.Cores)
        {
            allowance = new CpuAllowance(affinity, string.Create(CultureInfo.InvariantCulture, $"bound to {affinity:0} of {machine} processors"), null);
        }

        foreach (string line in Lines($"/proc/{pid}/cgroup"))
        {
            string[] parts = line.Split(':', 3);
            if (parts.Length < 3)
            {
                continue;
            }

            bool second = parts[1].Length == 0;
            string[] bases = second ? [Root, Root + "/unified"] : parts[1].Split(',').Contains("cpu", StringComparer.Ordinal) ? [$"{Root}/{parts[1]}", Root + "/cpu"] : [];
            foreach (string start in bases.Where(Directory.Exists).Take(1))
            {
                for (string? path = parts[2].TrimEnd('/'); path is not null; path = path.Length == 0 ? null : path[..path.LastIndexOf('/')])
                {
                    double quota = second ? Quota2(start + path) : Quota1(start + path);
                    if (quota > 0 && quota < allowance.Cores)
                    {
                        allowance = new CpuAllowance(quota, string.Create(CultureInfo.InvariantCulture, $"quota of {quota:0.##} cores by cgroup {(path.Length == 0 ? "/" : path)}"), $"{start}{path}/cpu.stat");
                    }
                }
            }
        }

        return allowance;
    }

    /// <summary>Seconds for which the cgroup that sets the limit was stopped so far; 0 without one.</summary>
    public double ThrottledSeconds()
    {
        foreach (string line in StatFile is null ? [] : Lines(StatFile))
        {
            string[] parts = line.Split(' ');
            if (parts.Length == 2 && double.TryParse(parts[1], CultureInfo.InvariantCulture, out double value))
            {
                if (parts[0] == "throttled_time")
                {
                    return value / 1e9;
                }

                if (parts[0] == "throttled_usec")
                {
                    return value / 1e6;
                }
            }
        }

        return 0;
    }

    private static double Quota1(string folder) =>
        Number($"{folder}/cpu.cfs_quota_us") is > 0 and var quota && Number($"{folder}/cpu.cfs_period_us") is > 0 and var period ? quota / period : 0;

    private static double Quota2(string folder)
    {
        string[] parts = (Lines($"{folder}/cpu.max").FirstOrDefault() ?? "").Split(' ');
        return parts.Length == 2 && double.TryParse(parts[0], CultureInfo.InvariantCulture, out double quota) && double.TryParse(parts[1], CultureInfo.InvariantCulture, out double period) && period > 0
            ? quota / period
            : 0;
    }

    /// <summary>Cpus_allowed_list, such as <c>0-3,8</c>.</summary>
    private static int Affinity(int pid)
    {
        string? line = Lines($"/proc/{pid}/status").FirstOrDefault(l => l.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal));
        int cores = 0;
        foreach (string range in (line ?? ":")[((line ?? ":").IndexOf(':') + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = range.Split('-');
            if (int.TryParse(ends[0], CultureInfo.InvariantCulture, out int first) && int.TryParse(ends[^1], CultureInfo.InvariantCulture, out int last))
            {
                cores += last - first + 1;
            }
        }

        return cores;
    }

    private static double Number(string path) => double.TryParse(Lines(path).FirstOrDefault(), CultureInfo.InvariantCulture, out double number) ? number : 0;

    private static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
