using System.Globalization;
using Seawall.Kernel;
using Seawall.Lab.Capacity;

namespace Seawall.Lab.Http;

/// <summary>Loads HTTP interfaces: one run at a rate, or a ramp to the knee of each interface and of their mix.</summary>
public static class HttpLab
{
    /// <summary>Up to this many requests a second the sending thread goes before all others.</summary>
    private const double RaisedUpTo = 2000;

    private static readonly TimeSpan _usualDuration = TimeSpan.FromSeconds(10);

    /// <summary>One run; cancelling ends it with what was measured so far. Throws <see cref="HttpLoadRefusedException"/> when an address does not answer.</summary>
    public static async Task<HttpReport> RunAsync(
        RequestSource source, HttpLoadOptions options, TimeProvider time, IProgress<HttpProgress>? progress, CancellationToken ct)
    {
        DateTimeOffset at = time.GetUtcNow();
        (LoadPlan plan, string arrivals) = PlanOf(source, options);
        var stepper = new HttpStepper(source.Requests, options, time, progress);
        plan = plan with { Raise = plan.Arrivals is not null && MostPerSecond(source, options) <= RaisedUpTo };
        (LoadOutcome outcome, HttpStep step) = await stepper.RunAsync("mix", plan, options.Curve is null ? options.Rate : null, limited: false, ct).ConfigureAwait(false);
        long recorded = source.Times is null ? 0 : outcome.All.Corrected.Count;
        List<string> notes = [.. source.Notes, .. NotesOn(plan, outcome)];
        return new HttpReport
        {
            At = at,
            Name = source.Name,
            Targets = source.Targets,
            Mode = source.Times is not null ? HttpMode.Recorded : options.Rate is null ? HttpMode.Closed : HttpMode.Open,
            Arrivals = arrivals,
            Connections = options.Connections,
            Seconds = outcome.Seconds,
            Interrupted = outcome.Interrupted,
            Interfaces =
            [
                .. source.Requests.Interfaces.Select((plan, i) => ReportOf(source.Requests, plan, outcome.Interfaces[i], outcome.Seconds))
                    .Select(one => recorded > 0 ? one with { Share = Math.Round((double)one.Requests / recorded, 4) } : one),
            ],
            Mix = MixOf(source.Requests, outcome) with { ServerCpuMicros = step.ServerCpuMicros },
            Steps = [step],
            Timeline = TimelineOf(outcome),
            Notes = notes,
        };
    }

    /// <summary>Finds what each interface carries, and then the mix of them; cancelling ends it with the steps done so far.</summary>
    public static async Task<HttpReport> RampAsync(
        RequestSource source, HttpLoadOptions options, TimeProvider time, IProgress<HttpProgress>? progress, CancellationToken ct)
    {
        DateTimeOffset at = time.GetUtcNow();
        RequestSet requests = source.Requests;
        var stepper = new HttpStepper(requests, options, time, progress);
        string? others = await stepper.OthersAsync(ct).ConfigureAwait(false);
        var steps = new List<HttpStep>();
        var interfaces = new List<HttpInterfaceReport>();
        for (int i = 0; i < requests.Interfaces.Count && !ct.IsCancellationRequested; i++)
        {
            requests.Only(i);
            interfaces.Add(await HttpRamp.RunAsync(stepper, requests, i, options, steps, ct).ConfigureAwait(false));
        }

        HttpInterfaceReport? mix = null;
        if (requests.Interfaces.Count > 1 && !ct.IsCancellationRequested)
        {
            requests.MixAll();
            mix = await HttpRamp.RunAsync(stepper, requests, null, options, steps, ct).ConfigureAwait(false);
        }

        HttpInterfaceReport? whole = mix ?? (interfaces.Count == 1 && requests.Interfaces.Count == 1 ? interfaces[0] : null);
        return new HttpReport
        {
            At = at,
            Name = source.Name,
            Targets = source.Targets,
            Mode = HttpMode.Ramp,
            Arrivals = "closed steps, then open ones as independent users arrive",
            Connections = options.Connections,
            Seconds = Math.Round(steps.Sum(step => step.Seconds), 3),
            Interrupted = ct.IsCancellationRequested,
            SloMillis = options.Slo.TotalMilliseconds,
            Interfaces = interfaces,
            Mix = mix,
            Steps = steps,
            Timeline = [],
            Knee = whole is null ? null : HttpRamp.KneeOf(whole, steps),
            Limit = whole?.Limit,
            Notes = [.. source.Notes, .. stepper.Notes, .. others is null ? Array.Empty<string>() : [others]],
        };
    }

    internal static HttpInterfaceReport ReportOf(RequestSet requests, InterfacePlan plan, LoadMeasure measure, double seconds) =>
        Figures(measure, seconds, plan.Name, plan.Method, plan.Path) with
        {
            Business = plan.Business,
            Share = Math.Round(plan.Share / requests.Interfaces.Sum(other => other.Share), 4),
        };

    internal static HttpInterfaceReport MixOf(RequestSet requests, LoadOutcome outcome) =>
        Figures(outcome.All, outcome.Seconds, "mix", requests.Interfaces.Count == 1 ? requests.Interfaces[0].Method : "*", requests.Interfaces.Count == 1 ? requests.Interfaces[0].Path : "*");

    private static HttpInterfaceReport Figures(LoadMeasure measure, double seconds, string name, string method, string path) => new()
    {
        Name = name,
        Method = method,
        Path = path,
        Share = 1,
        Requests = measure.Corrected.Count,
        PerSecond = seconds <= 0 ? 0 : Math.Round(measure.Answered / seconds, 1),
        Errors = measure.Errors,
        TimedOut = measure.TimedOut,
        Broken = measure.Broken,
        Dropped = measure.Dropped,
        Corrected = HttpTimes.Of(measure.Corrected),
        Uncorrected = HttpTimes.Of(measure.Uncorrected),
        Statuses = [.. measure.Statuses.Select(pair => new HttpStatusCount { Status = pair.Status, Count = pair.Count })],
    };

    private static (LoadPlan Plan, string Arrivals) PlanOf(RequestSource source, HttpLoadOptions options)
    {
        var plan = new LoadPlan
        {
            Connections = options.Connections,
            Duration = options.Duration ?? _usualDuration,
            WarmUp = options.WarmUp,
            Timeout = options.Timeout,
            QueueLimit = options.Queue,
        };
        Random? random = options.Poisson ? new Random(options.Seed) : null;
        string how = options.Poisson ? "as independent users arrive" : "evenly";
        if (source.Times is { } recorded)
        {
            // What was recorded has no warm-up: it would be a part of the recording.
            long[] times = [.. recorded.Select(micros => (long)(micros / options.Times))];
            TimeSpan whole = TimeSpan.FromMicroseconds(times[^1] + 1);
            return (plan with { Arrivals = ArrivalSchedule.At(times), WarmUp = TimeSpan.Zero, Duration = options.Duration is { } asked && asked < whole ? asked : whole },
                Text($"as recorded, {options.Times:0.##} times as fast"));
        }

        if (options.Rate is not { } rate)
        {
            return (plan, Text($"back to back on {options.Connections} connections"));
        }

        if (options.Curve is { } curve)
        {
            // Businesses may have curves of their own, so both the rate and the shares change.
            TimeSpan begin = options.From - plan.WarmUp;
            IReadOnlyList<InterfacePlan> interfaces = source.Requests.Interfaces;
            double whole = interfaces.Sum(one => one.Share);
            double ShareAt(int index, TimeSpan at) => interfaces[index].Share / whole * curve.TimesAt(begin + at, interfaces[index].Business);
            double RateAt(TimeSpan at) => rate * Enumerable.Range(0, interfaces.Count).Sum(i => ShareAt(i, at));
            return (plan with { Arrivals = ArrivalSchedule.Curve(RateAt, plan.WarmUp + plan.Duration, random), ShareAt = curve.Businesses.Count > 0 && interfaces.Count > 1 ? ShareAt : null },
                Text($"{rate:0.##} a second × curve {curve.Name}, {how}"));
        }

        return (plan with { Arrivals = random is null ? ArrivalSchedule.Constant(rate) : ArrivalSchedule.Poisson(rate, random) }, Text($"{rate:0.##} a second, {how}"));
    }

    private static double MostPerSecond(RequestSource source, HttpLoadOptions options) => source.Times is { } times
        ? times.Count / Math.Max(0.001, times[^1] / 1e6) * options.Times
        : (options.Rate ?? 0) * (options.Curve?.Peak ?? 1);

    private static IEnumerable<string> NotesOn(LoadPlan plan, LoadOutcome outcome)
    {
        if (plan.Raise && outcome.Raised is null)
        {
            yield return "The sending thread could not be raised above others; on a busy machine it may send late.";
        }

        if (outcome.Reconnects > 0)
        {
            yield return Text($"{outcome.Reconnects} connections were ended by the server and made anew.");
        }
    }

    private static IReadOnlyList<HttpMoment> TimelineOf(LoadOutcome outcome)
    {
        int width = outcome.Timeline.SecondsPerSlot;
        return
        [
            .. outcome.Timeline.Slots.Select((slot, i) => (slot, Second: (double)i * width)).Where(at => at.Second < Math.Max(outcome.Scheduled, 0.001)).Select(at =>
            {
                double seconds = Math.Min(width, outcome.Scheduled - at.Second);
                return new HttpMoment
                {
                    Second = at.Second,
                    OfferedPerSecond = Math.Round(at.slot.Offered / seconds, 1),
                    AnsweredPerSecond = Math.Round(at.slot.Corrected.Count / seconds, 1),
                    Errors = at.slot.Errors,
                    CorrectedP50Micros = at.slot.Corrected.ValueAt(0.5),
                    CorrectedP99Micros = at.slot.Corrected.ValueAt(0.99),
                    CorrectedMaxMicros = at.slot.Corrected.Max,
                };
            }),
        ];
    }

    internal static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
