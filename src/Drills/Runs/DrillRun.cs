namespace Seawall.Drills.Runs;

/// <summary>Who runs a drill, why, on which build.</summary>
public sealed record DrillOrder(string Actor, string Reason, string Build)
{
    /// <summary>Shortened parts.</summary>
    public bool Quick { get; init; }
}

/// <summary>
/// Runs a drill under shoppers: the steady site, the fault, the plan that answers it, and the site afterwards. However it ends, the fault is ended and the plan
/// undone; should this process die, the fault's lease lapses and the plan's own time undoes it.
/// </summary>
public sealed class DrillRun(Drill drill, DrillOrder order, IDrillSite site, IDrillTraffic traffic, TimeProvider time, Action<string> tell)
{
    private static readonly TimeSpan _steadyWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _undoneWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _planWithin = TimeSpan.FromSeconds(120);

    private readonly DrillLengths _lengths = order.Quick ? drill.Phases.Quick : drill.Phases;
    private readonly DrillWatch _watch = new(drill, site, time);
    private readonly List<string> _why = [];
    private IDrillFault? _fault;
    private bool _planned;
    private bool? _undone;
    private long? _began;
    private long? _degradeMs;
    private long? _recoverMs;
    private double? _refused;
    private DrillFloodFigures? _flood;

    /// <summary>The report, also of a drill that was interrupted or found the site unfit for it.</summary>
    public async Task<DrillReport> RunAsync(CancellationToken ct)
    {
        DateTimeOffset at = time.GetUtcNow();
        long revision = await site.RevisionAsync(ct).ConfigureAwait(false);
        string? plan = site.HasPlans ? drill.Plan : null;
        if (await _watch.UntilSteadyAsync(_steadyWithin, ct).ConfigureAwait(false) is { } unsteady)
        {
            _why.Add($"the site is not steady, so nothing was done to it: {unsteady}");
            return Report(at, revision, plan, new DrillTrafficFigures([], []), interrupted: false);
        }
        IReadOnlyCollection<string> open = await site.AlertsAsync(ct).ConfigureAwait(false);
        traffic.Begin();
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task watch = Task.CompletedTask;
        try
        {
            tell($"before: {_lengths.Before:0.#} s");
            await WaitAsync(_lengths.Before, ct).ConfigureAwait(false);
            await BeginAsync(plan, ct).ConfigureAwait(false);
            watch = _watch.RunAsync(open, watching.Token);
            await WaitAsync(_lengths.Fault + (plan is null ? _lengths.Plan : 0), ct).ConfigureAwait(false);
            if (plan is not null)
            {
                await AnswerAsync(plan, ct).ConfigureAwait(false);
            }
            _flood = _fault?.Flood;
            await watching.CancelAsync().ConfigureAwait(false);
            await watch.ConfigureAwait(false);
            await RecoverAsync(plan, ct).ConfigureAwait(false);
            await WaitAsync(_lengths.After, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            tell("interrupted; the fault is ended and the plan undone");
        }
        catch (DrillFailedException e)
        {
            _why.Add(e.Message);
        }
        await watching.CancelAsync().ConfigureAwait(false);
        await watch.ConfigureAwait(false);
        await PutBackAsync(plan).ConfigureAwait(false);
        DrillTrafficFigures figures = await traffic.EndAsync(CancellationToken.None).ConfigureAwait(false);
        return Report(at, revision, plan, figures, ct.IsCancellationRequested);
    }

    private async Task BeginAsync(string? plan, CancellationToken ct)
    {
        double seconds = _lengths.Fault + _lengths.Plan + (plan is null ? 0 : _planWithin.TotalSeconds) + 30;
        traffic.Enter(DrillPhase.Fault);
        _began = time.GetTimestamp();
        _fault = await site.BeginFaultAsync(drill.Fault, TimeSpan.FromSeconds(seconds), order.Reason, ct).ConfigureAwait(false);
        tell($"fault in force: {drill.Fault.Kind} {string.Join(", ", drill.Fault.Targets)}");
    }

    private async Task AnswerAsync(string plan, CancellationToken ct)
    {
        long ordered = time.GetTimestamp();
        _planned = true;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(_planWithin);
        if (await site.RunPlanAsync(plan, order.Reason, patience.Token).ConfigureAwait(false) is { } why)
        {
            throw new DrillFailedException($"the plan {plan} did not come into force: {why}");
        }
        _degradeMs = (long)time.GetElapsedTime(ordered).TotalMilliseconds;
        tell($"plan {plan} in force after {_degradeMs} ms");
        traffic.Enter(DrillPhase.Plan);
        _fault!.Mark();
        await WaitAsync(_lengths.Plan, ct).ConfigureAwait(false);
        _refused = _fault.Refused;
    }

    private async Task RecoverAsync(string? plan, CancellationToken ct)
    {
        traffic.Enter(DrillPhase.After);
        long ended = time.GetTimestamp();
        await EndFaultAsync().ConfigureAwait(false);
        if (await _watch.UntilSteadyAsync(TimeSpan.FromSeconds(drill.Limits.RecoverSeconds) + _steadyWithin, ct).ConfigureAwait(false) is { } unsteady)
        {
            _why.Add($"not steady again: {unsteady}");
        }
        else
        {
            _recoverMs = (long)time.GetElapsedTime(ended).TotalMilliseconds;
            tell($"steady again after {_recoverMs} ms");
        }
        if (plan is not null)
        {
            await UndoAsync(plan).ConfigureAwait(false);
        }
    }

    /// <summary>What an interrupted or failed drill left.</summary>
    private async Task PutBackAsync(string? plan)
    {
        await EndFaultAsync().ConfigureAwait(false);
        if (plan is not null && _planned && _undone is null)
        {
            await UndoAsync(plan).ConfigureAwait(false);
        }
    }

    private async Task EndFaultAsync()
    {
        if (Interlocked.Exchange(ref _fault, null) is not { } fault)
        {
            return;
        }
        try
        {
            await fault.DisposeAsync().ConfigureAwait(false);
            tell("fault ended");
        }
        catch (TimeoutException e)
        {
            _why.Add(e.Message);
        }
    }

    private async Task UndoAsync(string plan)
    {
        using var patience = new CancellationTokenSource(_undoneWithin, time);
        string? why;
        try
        {
            why = await site.UndoPlanAsync(plan, order.Reason, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            why = $"not within {_undoneWithin.TotalSeconds:0} s";
        }
        _undone = why is null;
        if (why is not null)
        {
            _why.Add($"the plan {plan} could not be undone: {why}");
        }
        tell(why is null ? $"plan {plan} undone" : _why[^1]);
    }

    private long? DetectMs() => _began is { } began && _watch.Noticed is { } noticed ? (long)time.GetElapsedTime(began, noticed.At).TotalMilliseconds : null;

    private Task WaitAsync(double seconds, CancellationToken ct) => Task.Delay(TimeSpan.FromSeconds(seconds), time, ct);

    private DrillReport Report(DateTimeOffset at, long revision, string? plan, DrillTrafficFigures figures, bool interrupted)
    {
        var report = new DrillReport(
            drill.Id, at.ToUniversalTime().ToString("yyyyMMdd-HHmmss", System.Globalization.CultureInfo.InvariantCulture), at, order.Build, site.Name, revision, order.Actor, order.Reason,
            drill.Hypothesis, $"{drill.Fault.Kind} {string.Join(", ", drill.Fault.Targets)}", plan, figures.Phases, DetectMs(), _watch.Noticed?.By, _degradeMs, _recoverMs, _undone, _refused,
            figures.WrongBooks, interrupted, _why)
        {
            Flood = _flood,
        };
        // A drill that never broke anything has nothing to be judged by.
        return interrupted || _began is null ? report : report with { Why = DrillJudge.Why(drill, report) };
    }
}

/// <summary>The drill can't go on.</summary>
public sealed class DrillFailedException(string message) : Exception(message);
