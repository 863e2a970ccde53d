namespace Seawall.Kernel.Faults;

/// <summary>The system's time, off by what leases on jumps of this process's clock say. Timestamps and timers are the system's own.</summary>
public sealed class SiteClock : TimeProvider
{
    private static long _offsetTicks;

    private SiteClock()
    {
    }

    public static SiteClock Instance { get; } = new();

    /// <summary>How far the time of day is off; zero unless a lease holds.</summary>
    public static TimeSpan Offset
    {
        get => new(Volatile.Read(ref _offsetTicks));
        set => Volatile.Write(ref _offsetTicks, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
}
