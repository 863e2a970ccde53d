using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Seawall.Control.Config;
using Seawall.Control.Config.History;
using Seawall.Control.Dial;
using Seawall.Control.Dial.Steering;
using Seawall.Control.Leading;
using Seawall.Control.Metrics;
using Seawall.Control.Metrics.Scraping;
using Seawall.Control.Operators;

namespace Seawall.Control.Tests.Dial;

/// <summary>A dial that steers by figures that a test makes up, second by second, on a clock of its own.</summary>
internal sealed class SteeredSite : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly DialDesk _desk;
    private readonly SetClock _clock;
    private readonly MadeUpFigures _figures = new();
    private readonly SteeringWork _work;

    public SteeredSite(SqliteConfigStore store, DialDesk desk, ConfigHistory history, SetClock clock)
    {
        (_desk, _clock) = (desk, clock);
        _services = new ServiceCollection().AddSingleton(history).AddSingleton(desk).BuildServiceProvider();
        _work = new SteeringWork(new MetricBeat(), new PressureReader(_figures), store, _services, new SoleLeader(), clock, NullLogger<SteeringWork>.Instance);
    }

    public SteeringView Now => _work.Now;

    public async Task SecondsAsync(int seconds, double queueWaitMs)
    {
        _figures.QueueWait = queueWaitMs / 1000;
        for (var second = 0; second < seconds; second++)
        {
            _clock.Now += TimeSpan.FromSeconds(1);
            await _work.LookAsync(CancellationToken.None);
        }
    }

    public Task MoveAsync(int to) => _desk.MoveAsync(to, null, "by hand", null, null, new Person("ann", OperatorLevel.Operator), CancellationToken.None);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class MadeUpFigures : IMetricSource
    {
        public double QueueWait { get; set; }

        public bool TryRate(string metric, IReadOnlyDictionary<string, string> labels, TimeSpan window, out double perSecond)
        {
            perSecond = 0;
            return false;
        }

        public bool TryLast(string metric, IReadOnlyDictionary<string, string> labels, out double value)
        {
            value = QueueWait;
            return metric == "seawall.limit.wait";
        }

        public TimeSpan? Age(string metric, IReadOnlyDictionary<string, string> labels) => null;

        public IReadOnlyList<IReadOnlyDictionary<string, string>> Find(string metric, IReadOnlyDictionary<string, string> labels) => [];
    }
}
