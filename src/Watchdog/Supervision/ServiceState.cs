namespace Seawall.Watchdog;

/// <summary>Where a service stands.</summary>
public enum Condition
{
    /// <summary>Not running; started when its delay is over.</summary>
    Waiting,

    /// <summary>Running, not yet seen healthy.</summary>
    Starting,

    Healthy,

    /// <summary>Running, but silent for a moment or saying that it can't serve.</summary>
    Unhealthy,

    /// <summary>Told to end because it hung.</summary>
    Ending,

    /// <summary>Not running, and left so until its hold is over.</summary>
    Held,
}

/// <summary>All that is remembered of a service between two looks at it.</summary>
internal sealed record ServiceState
{
    public Condition Condition { get; init; } = Condition.Waiting;

    /// <summary>When it came into this condition.</summary>
    public DateTimeOffset Since { get; init; }

    public int Starts { get; init; }

    /// <summary>Crashes in a row, forgiven by stable health.</summary>
    public int Crashes { get; init; }

    /// <summary>Silent probes in a row.</summary>
    public int Silent { get; init; }

    public int Restarts => Math.Max(0, Starts - 1);

    /// <summary>A process found running: taken as started before, to be probed at once.</summary>
    public static ServiceState Adopted(int restarts, DateTimeOffset now) =>
        new() { Condition = Condition.Starting, Starts = restarts + 1, Since = now };
}

/// <summary>One look at a service: whether its process runs, what it said when it was probed, and whether it is to stay down.</summary>
internal readonly record struct Observation(DateTimeOffset Now, bool Alive, ProbeResult? Probe, bool Held = false);

internal enum SupervisionAct
{
    None,
    Start,

    /// <summary>Ask the hung process to go.</summary>
    End,
    Kill,
}

/// <summary>What to do now, what to remember, and when to look again.</summary>
internal readonly record struct Decision(ServiceState State, SupervisionAct Act, TimeSpan LookAgain);
