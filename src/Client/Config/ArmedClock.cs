using Microsoft.Extensions.Hosting;

namespace Seawall.Client.Config;

/// <summary>Puts armed changes in force when their moment comes.</summary>
internal sealed class ArmedClock(ConfigKeeper keeper, TimeProvider time) : BackgroundService
{
    // A clock that is set meanwhile is looked at again.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var (next, changed) = keeper.NextMoment;
                var wait = next is null ? Longest : next.Value - time.GetUtcNow();
                if (wait <= TimeSpan.Zero)
                {
                    keeper.Reach();
                    continue;
                }
                using var over = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                await Task.WhenAny(changed, Task.Delay(wait < Longest ? wait : Longest, time, over.Token)).ConfigureAwait(false);
                await over.CancelAsync().ConfigureAwait(false);
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}
