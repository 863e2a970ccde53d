namespace Seawall.Kernel.Faults;

/// <summary>
/// The machine's own clock: milliseconds since its boot, the same in every process of it and moved by nobody (CLOCK_MONOTONIC, clock_gettime(2)).
/// Leases of faults are judged by it, so that no jump of the time of day, made or real, keeps one alive.
/// </summary>
public static class MachineClock
{
    private const string BootFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>This boot of the machine: a moment of another boot says nothing.</summary>
    public static string Boot { get; } = File.Exists(BootFile) ? File.ReadAllText(BootFile).Trim() : "unknown";

    public static long NowMs(TimeProvider time) => time.GetTimestamp() / (time.TimestampFrequency / 1000);
}
