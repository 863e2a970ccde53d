using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;

namespace Seawall.Client.Config;

/// <summary>How this process stands with the config center, as gauges of the meter <c>Seawall.Config</c>.</summary>
internal sealed class ConfigMeter : IHostedService, IDisposable
{
    private readonly Meter _meter = new("Seawall.Config");

    public ConfigMeter(ConfigState state)
    {
        _meter.CreateObservableGauge("seawall.config.revision", () => state.Current.Revision, description: "Revision of the config in force");
        _meter.CreateObservableGauge("seawall.config.connected", () => state.Current.Connected ? 1 : 0, description: "1 while in step with the config center");
        _meter.CreateObservableGauge("seawall.config.emergency", () => state.Current.Emergency.Count, description: "Break-glass acts in force that are not in the history");
        _meter.CreateObservableGauge("seawall.config.faults", () => state.Current.Faults.Count + (state.Current.FileFault is null ? 0 : 1), description: "What could not be applied or kept");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _meter.Dispose();
}
