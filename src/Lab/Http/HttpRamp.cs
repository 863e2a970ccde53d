using Seawall.Kernel;
using Seawall.Lab.Capacity;

namespace Seawall.Lab.Http;

/// <summary>Takes one interface, or the mix, step by step to its knee and beyond.</summary>
internal static class HttpRamp
{
    private const double BusyMachine = 0.9;
    private const double BusyServer = 0.85;
    private const double BusyThread = 0.85;

    // With more than this in all, other threads share the work.
    private const double BusyThreadAlone = 1.1;
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan _drain = TimeSpan.FromSeconds(1);

    /// <summary>Steps of this interface (null: the mix), added to <paramref name="all"/>, and what they say together.</summary>
    public static async Task<HttpInterfaceReport> RunAsync(
        HttpStepper stepper, RequestSet requests, int? index, HttpLoadOptions options, List<HttpStep> all, CancellationToken ct)
    {
        string name = index is { } known ? requests.Interfaces[known].Name : "mix";
        var steps = new List<HttpStep>();
        LoadOutcome? best = null;
        double bestRate = -1;
        while (!ct.IsCancellationRequested && RampRules.Next(steps, options.Connections, (long)options.Slo.TotalMicroseconds) is { } next)
        {
            // The first step also warms the server up: caches, pools and compiled code.
            var plan = new LoadPlan
            {
                Arrivals = next.PerSecond is { } rate ? ArrivalSchedule.Poisson(rate, new Random(options.Seed)) : null,
                Connections = next.Concurrency ?? options.Connections,
                Duration = next.PerSecond is null ? options.Step / 2 : options.Step,
                WarmUp = steps.Count == 0 ? options.Step : _warmUp,
                Timeout = options.Timeout,
                QueueLimit = options.Queue,
                Drain = _drain,
            };
            (LoadOutcome outcome, HttpStep step) = await stepper.RunAsync(name, plan, next.PerSecond, limited: true, ct).ConfigureAwait(false);
            if (outcome.Interrupted)
            {
                break;
            }

            // What was asked for, not what chance made of it, tells steps apart.
            step = step with { OfferedPerSecond = next.PerSecond };
            steps.Add(step);
            all.Add(step);
            if ((step.Passed && next.PerSecond >= bestRate) || best is null)
            {
                (best, bestRate) = (outcome, step.Passed ? next.PerSecond ?? -1 : -1);
            }
        }

        LoadOutcome shown = best ?? Nothing(requests);
        HttpInterfaceReport figures = index is { } i
            ? HttpLab.ReportOf(requests, requests.Interfaces[i], shown.Interfaces[i], shown.Seconds)
            : HttpLab.MixOf(requests, shown);
        return figures with
        {
            CapacityPerSecond = RampRules.Capacity(steps),
            Usl = Usl.Fit([.. steps.Where(step => step is { OfferedPerSecond: null, Valid: true, PerSecond: > 0 }).Select(step => new UslPoint(step.Concurrency, step.PerSecond))], options.Seed),
            ServerCpuMicros = Hardest(steps)?.ServerCpuMicros,
            Limit = LimitOf(steps),
        };
    }

    public static KneeReport? KneeOf(HttpInterfaceReport whole, IReadOnlyList<HttpStep> all)
    {
        if (whole.CapacityPerSecond is not { } capacity)
        {
            return null;
        }

        HttpStep[] steps = [.. all.Where(step => step.Interface == whole.Name && step.OfferedPerSecond is not null)];
        HttpStep? at = steps.Where(step => step.Passed && step.OfferedPerSecond <= capacity.Low).MaxBy(step => step.OfferedPerSecond);
        HttpStep? beyond = RampRules.FirstFailed(steps);
        return new KneeReport
        {
            Concurrency = at?.Concurrency ?? 0,
            PerSecond = capacity,
            Reason = beyond is null ? "no step failed; it carries at least this" : HttpLab.Text($"at {beyond.OfferedPerSecond:0} a second: {beyond.Why}"),
        };
    }

    /// <summary>What was used up in the hardest step that tells: the first that failed, else the last.</summary>
    internal static LimitReport LimitOf(IReadOnlyList<HttpStep> steps)
    {
        if (Hardest(steps) is not { } step)
        {
            return new LimitReport { Resource = "none", Evidence = "no step was run", Share = 0 };
        }

        double share = step.ServerCores is { } cores ? cores / Environment.ProcessorCount : 0;
        string each = step.ServerCpuMicros is { } micros ? HttpLab.Text($"{micros:0} µs of its processor time a request") : "its processor time is unknown";
        if (step.GeneratorCpu >= StepRules.MostGeneratorCpu)
        {
            return new LimitReport { Resource = "generator", Evidence = HttpLab.Text($"the load generator used {step.GeneratorCpu:0%} of its core at {step.PerSecond:0} a second; the server carries more"), Share = step.GeneratorCpu };
        }

        if (step.Passed)
        {
            return new LimitReport { Resource = "none", Evidence = HttpLab.Text($"nothing gave way up to {step.PerSecond:0} a second; {each}"), Share = share };
        }

        if (step is { ServerCores: { } had, ServerCoresAllowed: { } allowed } && had >= BusyServer * allowed)
        {
            return new LimitReport { Resource = "cpu", Evidence = HttpLab.Text($"the server's process used {had:0.00} of the {allowed:0.##} cores it may use, at {step.PerSecond:0} a second; {each}"), Share = Math.Min(1, had / allowed) };
        }

        if (step.ServerBusiestThread is { } thread and >= BusyThread && step.ServerCores < BusyThreadAlone)
        {
            return new LimitReport { Resource = "cpu", Evidence = HttpLab.Text($"one thread of the server's process was busy {thread:0%} of the time at {step.PerSecond:0} a second, and it alone does the work; {each}"), Share = thread };
        }

        if (step.MachineCpu is { } busy && busy >= BusyMachine)
        {
            return new LimitReport
            {
                Resource = "cpu",
                Evidence = HttpLab.Text($"this machine's processors were {busy:0%} busy at {step.PerSecond:0} a second: the server's process used {step.ServerCores:0.00} of {Environment.ProcessorCount} cores ({each}), the generator {step.GeneratorCpu:0.00}, the rest what it calls and others"),
                Share = busy,
            };
        }

        return new LimitReport
        {
            Resource = "outside",
            Evidence = step.ServerCores is { } used
                ? HttpLab.Text($"processors were left ({step.MachineCpu:0%} busy, the server's process used {used:0.00} cores, {each}): at {step.PerSecond:0} a second it waited for something it calls, or for a lock or pool of its own")
                : "the server is not on this machine, so what it ran out of cannot be seen from here",
            Share = share,
        };
    }

    private static HttpStep? Hardest(IReadOnlyList<HttpStep> steps) =>
        RampRules.FirstFailed(steps)
        ?? steps.Where(step => step.OfferedPerSecond is not null).MaxBy(step => step.OfferedPerSecond)
        ?? (steps.Count == 0 ? null : steps[^1]);

    private static LoadOutcome Nothing(RequestSet requests) => new()
    {
        Seconds = 0,
        Scheduled = 0,
        Offered = 0,
        Interfaces = [.. requests.Interfaces.Select(_ => new LoadMeasure())],
        All = new LoadMeasure(),
        Timeline = new LoadTimeline(TimeSpan.FromSeconds(1)),
        MeanInFlight = 0,
        Ended = 0,
        EndedInAll = 0,
        EndedMicros = 0,
        Lateness = new LatencyHistogram(),
        GeneratorSeconds = 0,
        Reconnects = 0,
    };
}
