using Seawall.Mall.Traffic.Measure;

namespace Seawall.Mall.Traffic.Outages;

/// <summary>Carries out the outage of a run and notes when it was.</summary>
internal sealed class OutageSession(TrafficOutage outage, TrafficMeter meter, TimeProvider clock)
{
    private DateTimeOffset? _killed;
    private DateTimeOffset? _back;

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await Task.Delay(outage.At, clock, stop);
            _killed = clock.GetUtcNow();
            meter.Outage.Begin(clock.GetTimestamp());
            await outage.Target.TakeDownAsync(outage.For, stop);
            await outage.Target.WaitBackAsync(stop);
            meter.Outage.End(clock.GetTimestamp());
            _back = clock.GetUtcNow();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run is over before the outage is: the figures say so.
        }
        finally
        {
            outage.Target.LetGo();
        }
    }

    public OutageFigures Figures() => new(outage.Target.Names, outage.At, outage.To, _killed, _back, meter.RecoveredAfter(), meter.ReadPhases());
}
