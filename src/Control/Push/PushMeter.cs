using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;

namespace Seawall.Control.Push;

/// <summary>The fleet before the newest revision, as gauges of the meter <c>Seawall.Push</c>.</summary>
internal sealed class PushMeter : IHostedService, IDisposable
{
    private readonly Meter _meter = new("Seawall.Push");

    public PushMeter(PushHub hub, InstanceBook book)
    {
        _meter.CreateObservableGauge("seawall.push.streams", () => hub.Open, description: "Open streams of the config center");
        _meter.CreateObservableGauge("seawall.push.stragglers", () => book.CountStragglers(), description: "Instances that lack the newest revision, or could not apply it");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _meter.Dispose();
}
