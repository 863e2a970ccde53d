using Microsoft.Extensions.Hosting;

namespace Seawall.Client.Doors;

/// <summary>Calls whose turn it is, ten times a second, so that a turn needs nobody's poll.</summary>
internal sealed class DoorPump(LiveDoors doors, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beat, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            doors.Advance();
    }
}
