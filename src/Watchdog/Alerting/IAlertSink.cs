namespace Seawall.Watchdog;

/// <summary>Takes what the watchdog notices to the people it concerns. It returns at once: supervision never waits for alerting.</summary>
public interface IAlertSink
{
    void Raise(ServiceEvent what);
}

/// <summary>What can happen to a service that people must know of, or that it is over.</summary>
public enum ServiceTrouble
{
    /// <summary>Its process ended by itself.</summary>
    Crashed,

    /// <summary>It could not even be started.</summary>
    NotStarted,

    /// <summary>It runs and gives no answer.</summary>
    Silent,

    /// <summary>It was silent for too long and is ended, to be started anew.</summary>
    Hung,

    /// <summary>It answers for a while now that it can't serve.</summary>
    Unwell,

    /// <summary>It ended again and again while the site started, which is given up.</summary>
    GivenUp,

    /// <summary>It is down and left so on somebody's wish.</summary>
    Held,

    /// <summary>None: it is healthy.</summary>
    Over,
}

/// <summary>Something that happened to a service.</summary>
/// <param name="What">One line: what happened, with its figures.</param>
/// <param name="LastWords">The end of its log; empty when that says nothing.</param>
public sealed record ServiceEvent(string Service, ServiceTrouble Trouble, DateTimeOffset At, string What, string LastWords)
{
    /// <summary>The process it happened to; 0 when there is none.</summary>
    public int Pid { get; init; }

    public int Restarts { get; init; }

    /// <summary>Its log file.</summary>
    public string Log { get; init; } = "";
}
