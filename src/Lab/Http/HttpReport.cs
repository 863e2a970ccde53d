using Seawall.Kernel;
using Seawall.Lab.Capacity;

namespace Seawall.Lab.Http;

/// <summary>How the requests of a report were started.</summary>
public enum HttpMode
{
    /// <summary>On a schedule, whatever the answers do.</summary>
    Open,

    /// <summary>So many under way, each followed by the next.</summary>
    Closed,

    /// <summary>As they were recorded.</summary>
    Recorded,

    /// <summary>Step by step to the knee of each interface and of the mix.</summary>
    Ramp,
}

/// <summary>What HTTP interfaces answered under load, and in a ramp what they carry. Times are in microseconds.</summary>
public sealed record HttpReport
{
    public required DateTimeOffset At { get; init; }

    /// <summary>The script's or the file's name, or the address.</summary>
    public required string Name { get; init; }

    /// <summary>The addresses that were loaded.</summary>
    public required IReadOnlyList<string> Targets { get; init; }
    public required HttpMode Mode { get; init; }

    /// <summary>The schedule in words, such as "1000 a second, evenly".</summary>
    public required string Arrivals { get; init; }

    /// <summary>Connections to each address.</summary>
    public required int Connections { get; init; }

    /// <summary>What was measured, in seconds; in a ramp all steps together.</summary>
    public required double Seconds { get; init; }

    /// <summary>Stopped before its end; the figures are of what was done.</summary>
    public required bool Interrupted { get; init; }

    /// <summary>The limit for the 99th percentile that a ramp keeps; null in a run.</summary>
    public double? SloMillis { get; init; }

    /// <summary>By interface, in the order of the script. In a ramp the figures are of the step that gave the capacity.</summary>
    public required IReadOnlyList<HttpInterfaceReport> Interfaces { get; init; }

    /// <summary>All interfaces together, by their shares; null in a ramp without one.</summary>
    public HttpInterfaceReport? Mix { get; init; }

    /// <summary>The steps of a ramp, or the one of a run.</summary>
    public required IReadOnlyList<HttpStep> Steps { get; init; }

    /// <summary>The run second by second; empty in a ramp.</summary>
    public required IReadOnlyList<HttpMoment> Timeline { get; init; }

    /// <summary>The mix's knee; with a single interface that interface's. Null in a run.</summary>
    public KneeReport? Knee { get; init; }

    /// <summary>What stopped the mix; null in a run.</summary>
    public LimitReport? Limit { get; init; }

    /// <summary>What to know when reading the figures.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>One interface: how it answered, and what it carries.</summary>
public sealed record HttpInterfaceReport
{
    public required string Name { get; init; }
    public required string Method { get; init; }

    /// <summary>The path with <c>{name}</c> where values differ.</summary>
    public required string Path { get; init; }
    public string? Business { get; init; }

    /// <summary>Its part of the mix, 0..1.</summary>
    public required double Share { get; init; }

    /// <summary>Requests a second that it carries within the limits: at least the low end was seen to pass, and the high end was seen to fail. Null in a run, and when not even the first step passed.</summary>
    public Interval? CapacityPerSecond { get; init; }

    /// <summary>Requests that ended, also by an error.</summary>
    public required long Requests { get; init; }
    public required double PerSecond { get; init; }

    /// <summary>Error statuses, timeouts and cut connections.</summary>
    public required long Errors { get; init; }
    public required long TimedOut { get; init; }
    public required long Broken { get; init; }

    /// <summary>Due and never sent: too many waited for a free connection.</summary>
    public required long Dropped { get; init; }

    /// <summary>From the intended start: what a user waits.</summary>
    public required HttpTimes Corrected { get; init; }

    /// <summary>From the send: blind to the wait for a free connection.</summary>
    public required HttpTimes Uncorrected { get; init; }
    public required IReadOnlyList<HttpStatusCount> Statuses { get; init; }

    /// <summary>Fitted to the closed steps of a ramp; null with fewer than four.</summary>
    public UslFit? Usl { get; init; }

    /// <summary>Processor time of the server's processes for one request; null when they could not be found on this machine.</summary>
    public double? ServerCpuMicros { get; init; }

    /// <summary>What stopped it from carrying more; null in a run.</summary>
    public LimitReport? Limit { get; init; }
}

/// <summary>Times in microseconds.</summary>
public sealed record HttpTimes
{
    public required double Mean { get; init; }
    public required long P50 { get; init; }
    public required long P90 { get; init; }
    public required long P99 { get; init; }
    public required long P999 { get; init; }
    public required long Max { get; init; }

    internal static HttpTimes Of(LatencyHistogram histogram) => new()
    {
        Mean = Math.Round(histogram.Mean, 1),
        P50 = histogram.ValueAt(0.5),
        P90 = histogram.ValueAt(0.9),
        P99 = histogram.ValueAt(0.99),
        P999 = histogram.ValueAt(0.999),
        Max = histogram.Max,
    };
}

/// <summary>How often a status was answered.</summary>
public sealed record HttpStatusCount
{
    public required int Status { get; init; }
    public required long Count { get; init; }
}

/// <summary>One step: so many requests a second offered, or so many under way, and what came of it.</summary>
public sealed record HttpStep
{
    /// <summary>The interface, or "mix".</summary>
    public required string Interface { get; init; }

    /// <summary>Requests kept under way (closed), or their mean number (open).</summary>
    public required double Concurrency { get; init; }

    /// <summary>Requests a second begun by the schedule; null in a closed step.</summary>
    public double? OfferedPerSecond { get; init; }
    public required double PerSecond { get; init; }
    public required double Seconds { get; init; }
    public required double MeanMicros { get; init; }
    public required long P50Micros { get; init; }

    /// <summary>From the send.</summary>
    public required long P99Micros { get; init; }

    /// <summary>From the intended start; in a closed step the same as from the send, since nothing was intended.</summary>
    public required long CorrectedP99Micros { get; init; }
    public required long Errors { get; init; }
    public required long Dropped { get; init; }

    /// <summary>|N − X·R| ÷ N (Little's law), 0..1.</summary>
    public required double LittleError { get; init; }

    /// <summary>Share of one core that the load generator used, 0..1.</summary>
    public required double GeneratorCpu { get; init; }

    /// <summary>How late requests left although a connection was free, 99th percentile: the generator's own lateness.</summary>
    public required long LatenessP99Micros { get; init; }

    /// <summary>Cores' worth of processor time that the server's processes used; null when they could not be found on this machine.</summary>
    public double? ServerCores { get; init; }

    /// <summary>Cores they may use: the machine's, or less by affinity or a cgroup's quota.</summary>
    public double? ServerCoresAllowed { get; init; }

    /// <summary>Share of a core that their busiest thread used, 0..1: at 1 a server with one working thread can't use another core.</summary>
    public double? ServerBusiestThread { get; init; }
    public double? ServerCpuMicros { get; init; }

    /// <summary>Share of this machine's processors that was busy, 0..1; null when the server is elsewhere.</summary>
    public double? MachineCpu { get; init; }

    /// <summary>Whether its figures may be used.</summary>
    public required bool Valid { get; init; }

    /// <summary>Whether it kept the limits: answered as offered, within the limit for the 99th percentile, errors at most 1 %.</summary>
    public required bool Passed { get; init; }

    /// <summary>Why it is not valid or did not pass; null when it is and did.</summary>
    public string? Why { get; init; }
}

/// <summary>One moment of a run; requests belong to the moment they were meant to start in.</summary>
public sealed record HttpMoment
{
    public required double Second { get; init; }
    public required double OfferedPerSecond { get; init; }
    public required double AnsweredPerSecond { get; init; }
    public required long Errors { get; init; }
    public required long CorrectedP50Micros { get; init; }
    public required long CorrectedP99Micros { get; init; }
    public required long CorrectedMaxMicros { get; init; }
}
