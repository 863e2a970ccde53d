using Seawall.Kernel;

namespace Seawall.Lab.Capacity;

/// <summary>What a database carries with the mix of a log, and what stops it from carrying more.</summary>
public sealed record CapacityReport
{
    public required DateTimeOffset At { get; init; }

    /// <summary>The database the log was of.</summary>
    public required string Database { get; init; }

    /// <summary>Address and database the load ran against.</summary>
    public required string Target { get; init; }

    /// <summary>Stopped before its last step; the figures are of the steps that ended.</summary>
    public required bool Interrupted { get; init; }

    /// <summary>In the order they ran: closed ones by concurrency, then open ones by rate.</summary>
    public required IReadOnlyList<CapacityStep> Steps { get; init; }

    /// <summary>Fitted to the valid closed steps; null when there are fewer than four.</summary>
    public UslFit? Usl { get; init; }
    public required KneeReport Knee { get; init; }
    public required LimitReport Limit { get; init; }

    /// <summary>By what each fingerprint asks of the limiting resource.</summary>
    public required IReadOnlyList<DigestDemand> Demands { get; init; }

    /// <summary>Statements the log began in its busiest second.</summary>
    public required double LoggedPeakPerSecond { get; init; }

    /// <summary>The knee's rate as a multiple of <see cref="LoggedPeakPerSecond"/>; zeros when the log has none.</summary>
    public required Interval Multiple { get; init; }
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>One step: so many lanes busy, or so many statements a second offered, and what came of it.</summary>
public sealed record CapacityStep
{
    /// <summary>Lanes kept busy (closed), or the mean number of statements in flight (open).</summary>
    public required double Concurrency { get; init; }

    /// <summary>Statements a second begun by the schedule; null in a closed step.</summary>
    public double? OfferedPerSecond { get; init; }

    /// <summary>Statements answered a second, with the 95 % interval of its slices.</summary>
    public required double PerSecond { get; init; }
    public Interval? PerSecondInterval { get; init; }

    /// <summary>How long was measured, warm-up left out.</summary>
    public double Seconds { get; init; }
    public required double MeanMicros { get; init; }

    /// <summary>From sending to the answer.</summary>
    public required long P50Micros { get; init; }
    public long P95Micros { get; init; }
    public required long P99Micros { get; init; }

    /// <summary>From the intended start to the answer; in a closed step the same as <see cref="P99Micros"/>, since nothing was intended.</summary>
    public required long CorrectedP99Micros { get; init; }
    public required long Errors { get; init; }

    /// <summary>Statements of the schedule that were never sent, because all lanes were busy for too long.</summary>
    public required long Dropped { get; init; }

    /// <summary>|N − X·R| ÷ N (Little's law), 0..1.</summary>
    public required double LittleError { get; init; }

    /// <summary>Share of one core that the sending thread used, 0..1.</summary>
    public required double GeneratorCpu { get; init; }

    /// <summary>Cores' worth of processor time the server's processes used; null when they run elsewhere.</summary>
    public double? ServerCores { get; init; }

    /// <summary>Cores the server may use: the machine's, its affinity and its cgroup's quota taken together; null when it runs elsewhere.</summary>
    public double? ServerCoresAllowed { get; init; }

    /// <summary>Share of this machine's processors that was busy, 0..1.</summary>
    public double? MachineCpu { get; init; }

    /// <summary>Share of the time the busiest disk had a request, 0..1; null when the server runs elsewhere.</summary>
    public double? DiskBusy { get; init; }

    /// <summary>What the database counted; null when it could not be asked.</summary>
    public DatabaseUse? Database { get; init; }

    /// <summary>Where statements in flight were, as shares of their time; null when the server could not be asked.</summary>
    public TimeShares? Time { get; init; }
    public required bool Valid { get; init; }

    /// <summary>Why the step does not count; null when it does.</summary>
    public string? Why { get; init; }
}

/// <summary>What a database did during a step, from its own counters (pg_stat_database), which come about a second late.</summary>
public sealed record DatabaseUse
{
    /// <summary>Blocks asked of the operating system, because the server's cache did not hold them.</summary>
    public required double BlocksReadPerSecond { get; init; }

    /// <summary>Share of blocks found in the server's cache, 0..1.</summary>
    public required double CacheHits { get; init; }
    public required double TempBytesPerSecond { get; init; }
    public required long Deadlocks { get; init; }
}

/// <summary>Shares of the time that statements are in flight; together 1.</summary>
public sealed record TimeShares
{
    /// <summary>Running at the server or ready to run.</summary>
    public required double Cpu { get; init; }
    public required double Io { get; init; }

    /// <summary>Waiting for a row, table or other lock that a transaction holds.</summary>
    public required double Locks { get; init; }

    /// <summary>Waiting for the server's own short locks (LWLock, BufferPin) and its other processes.</summary>
    public required double Internal { get; init; }

    /// <summary>Not at the server: on the network, in a proxy, or waiting to be sent or read.</summary>
    public required double Outside { get; init; }
    public required int Samples { get; init; }
}

/// <summary>
/// X(N) = λN ÷ (1 + σ(N−1) + κN(N−1)), Neil Gunther's Universal Scalability Law, fitted to measured throughput;
/// the intervals hold 95 % of the bootstrap's fits.
/// </summary>
public sealed record UslFit
{
    /// <summary>Statements a second of one lane alone.</summary>
    public required Interval Lambda { get; init; }

    /// <summary>Contention: the share that has to be done one after the other.</summary>
    public required Interval Sigma { get; init; }

    /// <summary>Coherency: the cost that each pair of lanes adds.</summary>
    public required Interval Kappa { get; init; }

    /// <summary>⌊√((1−σ)/κ)⌋, the concurrency of the highest throughput; <see cref="TrustedTo"/> when it lies beyond that.</summary>
    public required double PeakConcurrency { get; init; }

    /// <summary>The curve is still rising at <see cref="TrustedTo"/>; where it turns was not measured.</summary>
    public required bool PeakIsBeyond { get; init; }

    /// <summary>Throughput at <see cref="PeakConcurrency"/>.</summary>
    public required Interval PeakPerSecond { get; init; }
    public required double RSquared { get; init; }

    /// <summary>The greatest concurrency measured.</summary>
    public required double MeasuredTo { get; init; }

    /// <summary>1.5 × <see cref="MeasuredTo"/>: no answer is given past it.</summary>
    public required double TrustedTo { get; init; }

    /// <summary>The curve with its band, for charts: from 1 to <see cref="TrustedTo"/>.</summary>
    public required IReadOnlyList<UslPrediction> Curve { get; init; }
}

public sealed record UslPrediction(double Concurrency, Interval PerSecond);

/// <summary>The most that may be asked: the least of the law's peak, the last step within the latency limit, and the first one that saturates a resource.</summary>
public sealed record KneeReport
{
    public required double Concurrency { get; init; }
    public required Interval PerSecond { get; init; }

    /// <summary>Which of the three it is, with its figure.</summary>
    public required string Reason { get; init; }
}

/// <summary>What stops the database from carrying more.</summary>
public sealed record LimitReport
{
    /// <summary>cpu, io, locks, hot-row, outside, generator, or none when nothing was saturated.</summary>
    public required string Resource { get; init; }

    /// <summary>The figures that say so, in words.</summary>
    public required string Evidence { get; init; }

    /// <summary>The statement that asks most of the resource.</summary>
    public string? Fingerprint { get; init; }
    public string? Sql { get; init; }

    /// <summary>Share of the resource in use at the knee, or of the statements' time that went into it, 0..1.</summary>
    public required double Share { get; init; }
}

/// <summary>What one execution of a fingerprint asks of each resource at the knee (service demand).</summary>
public sealed record DigestDemand
{
    public required string Fingerprint { get; init; }
    public required string Sql { get; init; }
    public required double PerSecondAtKnee { get; init; }
    public required double CpuMicros { get; init; }
    public required double IoMicros { get; init; }
    public required double LockMicros { get; init; }
    public required double MeanMicros { get; init; }

    /// <summary>Its part of what all fingerprints ask of the limiting resource, 0..1.</summary>
    public required double ShareOfLimit { get; init; }
}
