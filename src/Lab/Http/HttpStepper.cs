using Seawall.Lab.Capacity;

namespace Seawall.Lab.Http;

/// <summary>Runs one load after the other and makes a step of each: judged, and with the processor time of the servers when they are on this machine.</summary>
internal sealed class HttpStepper(RequestSet requests, HttpLoadOptions options, TimeProvider time, IProgress<HttpProgress>? progress)
{
    private const double MuchForOthers = 0.25;
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(0.5);

    private readonly ServerProcesses _servers = ServerProcesses.ListeningAt(requests.Targets.Select(target => target.Address));

    public HttpLoadOptions Options => options;

    public IReadOnlyList<string> Notes => _servers.Pids.Count > 0 ? [] : ["The server's processes were not found on this machine, so their processor time is unknown."];

    /// <summary>What the machine does before any load: what others take, the servers can't have. Null when it is little, or cannot be known.</summary>
    public async Task<string?> OthersAsync(CancellationToken ct)
    {
        ProcessorUse before = _servers.Read();
        await Task.Delay(_look, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _servers.Pids.Count > 0 && _servers.Read().MachineSince(before) is { } busy and > MuchForOthers
            ? HttpLab.Text($"This machine was {busy:0%} busy before the load began; on a quiet one the interfaces carry more.")
            : null;
    }

    /// <summary>Runs one load. In a ramp a step is also held to the limits; a run by itself only has to be valid.</summary>
    public async Task<(LoadOutcome Outcome, HttpStep Step)> RunAsync(string name, LoadPlan plan, double? offered, bool limited, CancellationToken ct)
    {
        ProcessorUse before = default;
        bool reading = false;
        double of = (plan.WarmUp + plan.Duration).TotalSeconds;
        long readAt = 0;
        long answeredAt = 0;
        void Watch(HttpEngine engine, double seconds)
        {
            // The servers' time is read when the measured part has begun; the warm-up is not part of it.
            if (!reading && engine.IsMeasuring)
            {
                reading = true;
                before = _servers.Read();
                (readAt, answeredAt) = (time.GetTimestamp(), engine.EndedSoFar);
            }

            progress?.Report(ProgressOf(engine, name, seconds, of, offered));
        }

        LoadOutcome outcome = await HttpLoad.RunAsync(requests, plan, time, Watch, ct).ConfigureAwait(false);
        ProcessorUse use = _servers.Read();
        double elapsed = reading ? time.GetElapsedTime(readAt).TotalSeconds : 0;
        long answered = outcome.EndedInAll - answeredAt;
        return (outcome, StepOf(name, plan, outcome, limited, use, before, elapsed, answered));
    }

    private HttpStep StepOf(string name, LoadPlan plan, LoadOutcome outcome, bool limited, ProcessorUse use, ProcessorUse before, double elapsed, long answered)
    {
        bool closed = plan.Arrivals is null;
        double mean = outcome.Ended == 0 ? 0 : (double)outcome.EndedMicros / outcome.Ended;
        StepVerdict verdict = StepRules.Judge(outcome.MeanInFlight, outcome.PerSecond, mean, outcome.GeneratorCpu, outcome.All.Dropped);
        double? server = elapsed > 0.2 ? use.ServerSince(before) : null;
        var step = new HttpStep
        {
            Interface = name,
            Concurrency = closed ? plan.Connections : Math.Round(outcome.MeanInFlight, 2),
            OfferedPerSecond = closed ? null : Math.Round(outcome.OfferedPerSecond, 1),
            PerSecond = Math.Round(outcome.PerSecond, 1),
            Seconds = Math.Round(outcome.Seconds, 3),
            MeanMicros = Math.Round(mean, 1),
            P50Micros = outcome.All.Uncorrected.ValueAt(0.5),
            P99Micros = outcome.All.Uncorrected.ValueAt(0.99),
            CorrectedP99Micros = outcome.All.Corrected.ValueAt(0.99),
            Errors = outcome.All.Errors,
            Dropped = outcome.All.Dropped,
            LittleError = Math.Round(verdict.LittleError, 4),
            GeneratorCpu = Math.Round(outcome.GeneratorCpu, 4),
            LatenessP99Micros = outcome.Lateness.ValueAt(0.99),
            ServerCores = server is { } used ? Math.Round(used / elapsed, 3) : null,
            ServerCoresAllowed = _servers.Allowance?.Cores,
            ServerBusiestThread = server is null ? null : Math.Round(Math.Min(1, use.BusiestThreadSince(before) / elapsed), 3),
            ServerCpuMicros = server is { } all && answered > 0 ? Math.Round(all * 1e6 / answered, 1) : null,
            MachineCpu = elapsed > 0.2 && _servers.Pids.Count > 0 && use.MachineSince(before) is { } machine ? Math.Round(machine, 3) : null,
            Valid = verdict.Valid,
            Passed = false,
            Why = verdict.Why,
        };
        string? fault = closed || !limited ? null : RampRules.Fault(step, (long)options.Slo.TotalMicroseconds);
        return step with { Passed = verdict.Valid && fault is null, Why = verdict.Why is null ? fault : fault is null ? verdict.Why : $"{fault}; {verdict.Why}" };
    }

    private static HttpProgress ProgressOf(HttpEngine engine, string name, double seconds, double of, double? offered)
    {
        IReadOnlyList<LoadTimeline.Slot> slots = engine.Timeline.Slots;
        int last = Math.Clamp(engine.MeasuredSeconds / engine.Timeline.SecondsPerSlot, 0, slots.Count - 1);
        LoadTimeline.Slot slot = slots[last > 0 && slots[last].Corrected.Count < slots[last - 1].Corrected.Count ? last - 1 : last];
        return new HttpProgress(name, seconds, of, offered, engine.Sent, engine.InFlight, engine.Waiting, engine.ErrorsSoFar, slot.Corrected.ValueAt(0.99));
    }
}
