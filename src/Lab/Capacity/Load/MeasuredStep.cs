using Seawall.Kernel;

namespace Seawall.Lab.Capacity;

/// <summary>A step with what the verdict needs to know of it.</summary>
internal sealed record MeasuredStep(CapacityStep Step, StepCounts Counts, TargetUse Use, CpuAllowance? Allowance)
{
    public bool IsOpen => Step.OfferedPerSecond is not null;

    /// <summary>Share of its processors the server used; null when it runs elsewhere.</summary>
    public double? CpuShare => Use.ServerCores is { } used && Allowance is { } allowed ? Math.Min(1, used / allowed.Cores) : null;

    /// <summary>Whether Little's law holds for what was counted so far.</summary>
    public static bool Balances(double lanes, double? offered, StepCounts counts) =>
        StepRules.Judge(InFlight(lanes, offered, counts), counts.PerSecond, counts.Latency.Mean, generatorCpu: 0).Valid;

    public static MeasuredStep Of(double lanes, double? offered, StepCounts counts, TargetUse use, CpuAllowance? allowance, double statementsPerUnit)
    {
        double concurrency = InFlight(lanes, offered, counts);
        long dropped = (long)Math.Round(counts.UnitsDropped * statementsPerUnit);
        StepVerdict verdict = StepRules.Judge(concurrency, counts.PerSecond, counts.Latency.Mean, counts.GeneratorCpu, dropped);
        var step = new CapacityStep
        {
            Concurrency = offered is null ? lanes : concurrency,
            OfferedPerSecond = offered,
            PerSecond = counts.PerSecond,
            PerSecondInterval = counts.RateInterval,
            Seconds = counts.Seconds,
            MeanMicros = counts.Latency.Mean,
            P50Micros = counts.Latency.ValueAt(0.5),
            P95Micros = counts.Latency.ValueAt(0.95),
            P99Micros = counts.Latency.ValueAt(0.99),
            CorrectedP99Micros = offered is null ? counts.Latency.ValueAt(0.99) : counts.Corrected.ValueAt(0.99),
            Errors = counts.LoadErrors,
            Dropped = dropped,
            LittleError = verdict.LittleError,
            GeneratorCpu = counts.GeneratorCpu,
            ServerCores = use.ServerCores,
            ServerCoresAllowed = allowance?.Cores,
            MachineCpu = use.MachineCpu,
            DiskBusy = use.ServerCores is null ? null : use.DiskBusy,
            Database = use.Database,
            Time = Shares(counts.InFlight, use),
            Valid = verdict.Valid,
            Why = verdict.Why,
        };
        return new MeasuredStep(step, counts, use, allowance);
    }

    /// <summary>What sets up sessions is no statement of the log: the law is held to the lanes' other time.</summary>
    private static double InFlight(double lanes, double? offered, StepCounts counts) => (offered is null ? lanes : counts.InFlight) - counts.Around;

    /// <summary>
    /// Looks at the sessions tell waits; the kernel's scheduler tells processor time, running and ready to run, better than looks can: a backend that is about to read
    /// its next statement still calls itself idle. What nobody accounts for was spent outside the server.
    /// </summary>
    private static TimeShares? Shares(double inFlight, TargetUse use)
    {
        if (use.Activity.Looks == 0 || inFlight <= 0)
        {
            return null;
        }

        double io = use.Activity.Mean(Waiting.ForIo) / inFlight;
        double locks = use.Activity.Mean(Waiting.ForLock) / inFlight;
        double inside = use.Activity.Mean(Waiting.Inside) / inFlight;
        double cpu = (use.LaneCores is { } on && use.LaneWaitingCores is { } waiting ? on + waiting : use.Activity.Mean(Waiting.ForCpu)) / inFlight;
        double all = Math.Max(1, io + locks + inside + cpu);
        return new TimeShares
        {
            Cpu = cpu / all,
            Io = io / all,
            Locks = locks / all,
            Internal = inside / all,
            Outside = Math.Max(0, 1 - ((io + locks + inside + cpu) / all)),
            Samples = use.Activity.Looks,
        };
    }
}
