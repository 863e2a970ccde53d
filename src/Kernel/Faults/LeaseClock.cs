namespace Seawall.Kernel.Faults;

/// <summary>When a lease began, was renewed last and ends, in milliseconds of <see cref="MachineClock"/>; it lapses <paramref name="LapseMs"/> after its last renewal.</summary>
public sealed record LeaseClock(string Boot, long BegunMs, long RenewedMs, long EndsMs, long LapseMs)
{
    /// <summary>No lease is honoured for longer: a wrong file must not keep a fault alive.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest time without a renewal.</summary>
    public static TimeSpan LongestLapse { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the fault may stand at this moment of this machine's clock.</summary>
    public bool Holds(long nowMs) =>
        Boot == MachineClock.Boot
        && BegunMs <= nowMs && nowMs < EndsMs && EndsMs - BegunMs <= Longest.TotalMilliseconds
        && RenewedMs <= nowMs && nowMs - RenewedMs < LapseMs && LapseMs <= LongestLapse.TotalMilliseconds;
}
