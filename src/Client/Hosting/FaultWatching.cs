using Microsoft.Extensions.Hosting;
using Seawall.Kernel.Faults;

namespace Seawall.Client.Hosting;

/// <summary>Follows the leases of drills for as long as the service runs.</summary>
internal sealed class FaultWatching(FaultWatch watch) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => watch.RunAsync(stoppingToken);
}
