using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Seawall.Control.Plans.Running;

/// <summary>
/// Runs armed scheduled plans at their time, looks at checks, and undoes what is over. It keeps nothing of its own: what is due follows from the entries, so it goes on
/// after a restart, and several nodes may look at once, as each step is taken by one of them.
/// </summary>
internal sealed partial class PlanClock(PlanBook book, PlanDesk desk, PlanRunner runner, PlanOptions options, TimeProvider time, ILogger<PlanClock> log) : BackgroundService
{
    private readonly ConcurrentDictionary<string, Task> _going = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Every, time);
        try
        {
            do
            {
                Begin(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was begun is awaited below.
        }
        await Task.WhenAll(_going.Values).ConfigureAwait(false);
    }

    /// <summary>One look at every plan, to its end.</summary>
    internal Task LookAsync(CancellationToken ct)
    {
        Begin(ct);
        return Task.WhenAll(_going.Values);
    }

    // A plan that waits for its moment or for an answer holds no other one up.
    private void Begin(CancellationToken ct)
    {
        foreach (var known in book.All.Where(IsDue))
        {
            if (!_going.TryGetValue(known.Plan.Id, out var going) || going.IsCompleted)
                _going[known.Plan.Id] = LookAsync(known, ct);
        }
    }

    private bool IsDue(KnownPlan known) =>
        known.Run.Last is { } last && (last.IsGoing || last.End is { UndoHeld: null } && last.Phase == PlanPhase.Undone) || desk.IsDue(known);

    private async Task LookAsync(KnownPlan known, CancellationToken ct)
    {
        try
        {
            if (desk.IsDue(known))
                await desk.RunScheduledAsync(known, ct).ConfigureAwait(false);
            else
                await runner.AdvanceAsync(known.Plan.Id, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The next start goes on.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Log.Broke(log, e, known.Plan.Id);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5610, LogLevel.Error, "Plan {Plan} could not be looked at; it is looked at again")]
        public static partial void Broke(ILogger logger, Exception e, string plan);
    }
}
