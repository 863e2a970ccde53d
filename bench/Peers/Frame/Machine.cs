using System.Globalization;
using System.Runtime.InteropServices;

namespace Seawall.Peers;

/// <summary>The machine that figures were taken on.</summary>
internal sealed record Machine(string Processor, int Processors, int MemoryGb, string System, string Kernel, string Runtime)
{
    public static Machine This { get; } = new(
        Line("/proc/cpuinfo", "model name") ?? "unknown",
        Environment.ProcessorCount,
        (int)Math.Round(double.Parse((Line("/proc/meminfo", "MemTotal") ?? "0 kB").Split(' ')[0], CultureInfo.InvariantCulture) / (1 << 20)),
        RuntimeInformation.OSDescription,
        Environment.OSVersion.Version.ToString(3),
        RuntimeInformation.FrameworkDescription);

    private static string? Line(string file, string key) => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        : null;
}
