namespace Seawall.Drills.Runs;

/// <summary>Looks at probes, services and alerts while a drill runs, and notes when the fault was noticed first.</summary>
internal sealed class DrillWatch(Drill drill, IDrillSite site, TimeProvider time)
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(200);

    /// <summary>What noticed the fault; null before something did.</summary>
    public (string By, long At)? Noticed { get; private set; }

    /// <summary>Looks until it is told to stop; alerts that were open before are not the fault's.</summary>
    public async Task RunAsync(IReadOnlyCollection<string> openBefore, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && Noticed is null)
        {
            try
            {
                IReadOnlyCollection<string> alerts = await site.AlertsAsync(stop).ConfigureAwait(false);
                string? by = alerts.Except(openBefore).FirstOrDefault() is { } alert ? $"alert {alert}"
                    : await site.FailingAsync(drill.Probes, stop).ConfigureAwait(false);
                if (by is not null)
                {
                    Noticed = (by, time.GetTimestamp());
                    return;
                }
                await Task.Delay(_look, time, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Returns when all has been steady in two looks one after the other; what is not, when the time is over.</summary>
    public async Task<string?> UntilSteadyAsync(TimeSpan within, CancellationToken ct)
    {
        long start = time.GetTimestamp();
        int good = 0;
        string? unsteady = null;
        while (good < 2)
        {
            unsteady = await site.UnsteadyAsync(drill.Probes, ct).ConfigureAwait(false);
            good = unsteady is null ? good + 1 : 0;
            if (unsteady is not null && time.GetElapsedTime(start) > within)
            {
                return unsteady;
            }
            await Task.Delay(_look, time, ct).ConfigureAwait(false);
        }
        return null;
    }
}
