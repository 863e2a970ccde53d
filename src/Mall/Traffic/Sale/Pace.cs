namespace Seawall.Mall.Traffic.Sale;

/// <summary>Tells each shopper when to be there: the n-th is while the curve asks for more than n, and all that a wall brings come within its second.</summary>
internal sealed class Pace(TrafficCurve curve, int ordinary, TimeProvider clock)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly long _started = clock.GetTimestamp();

    public TimeSpan Elapsed => clock.GetElapsedTime(_started);

    /// <summary>Returns as soon as the n-th shopper, from 0, is asked for, or when the run stops.</summary>
    public async Task WaitAsync(int n, CancellationToken stop)
    {
        if (Until(n, Elapsed) is { } wait)
        {
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        else
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>How long from then until the n-th shopper is asked for; null when the rest of the run has no use for it.</summary>
    internal TimeSpan? Until(int n, TimeSpan elapsed)
    {
        for (var at = elapsed; at <= curve.Duration; at += Step)
        {
            if (curve.ShoppersAt(at, ordinary) > n)
                return at - elapsed;
        }
        return null;
    }
}
