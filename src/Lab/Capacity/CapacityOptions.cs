using System.Net;
using Seawall.Lab.Filtering;

namespace Seawall.Lab.Capacity;

/// <summary>How the capacity of a test site is measured.</summary>
public sealed record CapacityOptions
{
    /// <summary>The folder that <c>lab pack</c> wrote; its lanes are the most that can be in flight.</summary>
    public required string Lanes { get; init; }

    /// <summary>Superuser's connection to the test site's database; it checks the mark, watches the server and, unless <see cref="Via"/> is set, carries the lanes.</summary>
    public required string Target { get; init; }

    /// <summary>Address the lanes connect to instead: a proxy in front of the same target.</summary>
    public IPEndPoint? Via { get; init; }

    /// <summary>All statements, only those that read, or all with every transaction rolled back.</summary>
    public LaneUse Use { get; init; } = LaneUse.All;

    /// <summary>Most lanes to keep busy; unset: all of the pack's.</summary>
    public int? Max { get; init; }

    /// <summary>How long each step is measured, after a warm-up of up to the same length.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Latency that 99 % of statements must keep.</summary>
    public TimeSpan Slo { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Share of statements that may fail because of the load: deadlocks, timeouts, refused resources.</summary>
    public double MostErrors { get; init; } = 0.01;

    /// <summary>Shares of the knee's rate to offer on a schedule afterwards; none: closed steps only.</summary>
    public IReadOnlyList<double> Rates { get; init; } = [];

    /// <summary>Statements a second to offer on a schedule instead of closed steps, such as for a run at a known rate.</summary>
    public IReadOnlyList<double> FixedRates { get; init; } = [];

    /// <summary>Of the bootstrap.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Lanes exchange empty queries this long before the first step.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>Where a running measurement is: the step under way, its last slice, and the step that just ended, if one did.</summary>
public readonly record struct CapacityProgress(string Phase, double Concurrency, double? OfferedPerSecond, double PerSecond, long P95Micros, CapacityStep? Ended);
