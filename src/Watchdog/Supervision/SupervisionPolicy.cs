namespace Seawall.Watchdog;

/// <summary>The times and counts that decide when a process is probed, given up and started again.</summary>
public sealed record SupervisionPolicy
{
    /// <summary>Between probes of a healthy process; an exit of an own child is noticed at once whatever this says.</summary>
    public TimeSpan ProbeEvery { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Between looks at a process that starts or ends.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Silence in a row that counts as hung.</summary>
    public int SilentLimit { get; init; } = 3;

    /// <summary>How long a start may be silent before it counts as hung.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long an ended process may take to go before it is killed.</summary>
    public TimeSpan EndLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Health for this long forgives earlier crashes.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Delay before the second start in a row; doubled from there on.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest delay: short enough that a crashed process is back within 10 s.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The delay after that many crashes in a row: none after the first, then doubling up to the longest.</summary>
    public TimeSpan Delay(int crashes) => crashes switch
    {
        <= 1 => TimeSpan.Zero,
        > 20 => LongestDelay,
        _ => TimeSpan.FromTicks(Math.Min(LongestDelay.Ticks, FirstDelay.Ticks << (crashes - 2))),
    };
}
