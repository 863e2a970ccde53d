using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Seawall.Client.Calls;

/// <summary>Work that nobody asks for, done at intervals under a name of its own: its SQL says <c>caller='{service}',role='site',route='timer:{name}'</c>.</summary>
/// <param name="service">The service's name, which stands as the caller.</param>
/// <param name="name">The work's name.</param>
/// <param name="period">From the end of one run to the start of the next.</param>
/// <param name="work">One run; what it throws is logged and ends that run only.</param>
public sealed partial class TimedWork(string service, string name, TimeSpan period, Func<CancellationToken, Task> work, TimeProvider clock, ILogger<TimedWork> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var scope = new CallContext { Role = RoleRegistry.Site, Caller = service, Route = $"timer:{name}" }.Enter();
        while (true)
        {
            await Task.Delay(period, clock, stoppingToken);
            try
            {
                await work(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, e, name);
            }
        }
    }

    [LoggerMessage(1302, LogLevel.Error, "A run of the timer {Timer} failed.")]
    private static partial void LogFailed(ILogger log, Exception exception, string timer);
}
