using System.Net;
using Seawall.Lab.Filtering;

namespace Seawall.Lab.Replay;

/// <summary>When lanes send.</summary>
public enum ReplayMode : byte
{
    /// <summary>Every lane always has a statement in flight; the next one is sent as soon as the answer is seen.</summary>
    Saturate,

    /// <summary>The units of a round are released together, the next round when all of them have ended.</summary>
    Barrier,
}

/// <summary>How the sending thread stands among the backends.</summary>
public enum SendPriority : byte
{
    /// <summary>Before them: an answered lane sends at once, at the price of a switch of threads for nearly every answer.</summary>
    Raised,

    /// <summary>As one of them: answers are taken several at a time, which costs less, and lanes wait a little in between.</summary>
    Normal,
}

/// <summary>How a folder of lanes is replayed, and against what.</summary>
public sealed record ReplayOptions
{
    /// <summary>The folder that <c>lab pack</c> wrote.</summary>
    public required string Lanes { get; init; }

    /// <summary>Superuser's connection to the test site's database; it checks the mark and, unless <see cref="Via"/> is set, carries the lanes.</summary>
    public required string Target { get; init; }

    /// <summary>Address the lanes connect to instead: a relay in front of the same target.</summary>
    public IPEndPoint? Via { get; init; }

    public ReplayMode Mode { get; init; } = ReplayMode.Saturate;

    public SendPriority Priority { get; init; } = SendPriority.Raised;

    /// <summary>How long to run, beginning the log again when it ends; unset: the log once.</summary>
    public TimeSpan? Duration { get; init; }

    public LaneUse Use { get; init; } = LaneUse.All;

    /// <summary>Keep every statement's outcome in this file; unset: no.</summary>
    public string? Record { get; init; }

    /// <summary>Compare every statement's outcome with the one in this file, recorded from the same lanes; unset: with the log only.</summary>
    public string? Compare { get; init; }

    /// <summary>Lanes exchange empty queries this long before the run, so that compiling and starting backends is not part of it.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>A statement that waits longer for a lock fails and is counted; nothing may stop a lane for good.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
