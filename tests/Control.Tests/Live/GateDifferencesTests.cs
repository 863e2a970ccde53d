using Seawall.Control.Live;
using Seawall.Kernel;

namespace Seawall.Control.Tests.Live;

public sealed class GateDifferencesTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 11, 0, 0, 0, TimeSpan.Zero);
    private readonly GateDifferences _differences = new();

    [Fact]
    public void The_first_reading_says_nothing_and_the_second_what_came_between()
    {
        Assert.Empty(At(0, Reading("gate-1", calls: 100, errors: 5)).Businesses);
        var trade = Assert.Single(At(2, Reading("gate-1", calls: 140, errors: 7)).Businesses);
        Assert.Equal((20, 1, 40, 1_000), (trade.CallsPerSecond, trade.ErrorsPerSecond, trade.Latency.Count, trade.Latency.ValueAt(0.5) / 1000 * 1000));
    }

    [Fact]
    public void Gates_add_up()
    {
        At(0, Reading("gate-1", 10), Reading("gate-2", 20));
        Assert.Equal(30, Assert.Single(At(1, Reading("gate-1", 20), Reading("gate-2", 40)).Businesses).CallsPerSecond);
    }

    [Fact]
    public void A_gate_that_was_started_again_counts_from_its_start()
    {
        At(0, Reading("gate-1", 1_000, errors: 30));
        var trade = Assert.Single(At(1, Reading("gate-1", 12, errors: 1, started: 2)).Businesses);
        Assert.Equal((12, 1), (trade.CallsPerSecond, trade.ErrorsPerSecond));
    }

    [Fact]
    public void A_silent_gate_is_named_and_its_calls_are_spread_over_the_silence_when_it_is_back()
    {
        At(0, Reading("gate-1", 100), Reading("gate-2", 100));
        var silent = At(1, Reading("gate-1", 110), new GateReading("gate-2") { Silent = "Connection refused" });
        Assert.Equal(("gate-2", 10), (Assert.Single(silent.Silent), Assert.Single(silent.Businesses).CallsPerSecond));
        At(2, Reading("gate-1", 110), new GateReading("gate-2") { Silent = "Connection refused" });
        Assert.Equal(20, Assert.Single(At(5, Reading("gate-1", 110), Reading("gate-2", 200)).Businesses).CallsPerSecond);
    }

    private Stretch At(int second, params GateReading[] readings) => _differences.Since(readings, Start.AddSeconds(second));

    private static GateReading Reading(string gate, int calls, int errors = 0, long started = 1)
    {
        var latency = new LatencyHistogram();
        for (var i = 0; i < calls; i++)
            latency.Record(1_000);
        return new GateReading(gate) { StartedUnixMs = started, Businesses = [new BusinessCount("trade", errors, latency)] };
    }
}
