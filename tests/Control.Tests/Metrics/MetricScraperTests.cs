using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Seawall.Client.Metrics;
using Seawall.Control.Metrics.Keeping;
using Seawall.Control.Metrics.Scraping;
using Xunit;

namespace Seawall.Control.Tests.Metrics;

public sealed class MetricScraperTests : IDisposable
{
    private const long Noon = 1_791_000_000;
    private static readonly Dictionary<string, string> Any = [];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("seawall-metrics-");
    private readonly Meter _meter = new("Seawall.Test." + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        _meter.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_process_is_compared_with_its_last_answer_counts_from_its_start_after_a_restart_and_leaves_a_gap_when_gone()
    {
        var calls = _meter.CreateCounter<long>("test.calls");
        var store = new MetricStore();
        var source = new StoreSource(store, new SetClock(DateTimeOffset.FromUnixTimeSeconds(Noon)));
        var first = await ProcessAsync();
        var port = new Uri(first.Urls.First()).Port;
        using var files = new MetricFiles(_folder, NullLogger<MetricFiles>.Instance);
        using var scraper = new MetricScraper(new OneTarget(port), store, files, new MetricBeat(), TimeProvider.System, NullLogger<MetricScraper>.Instance);

        calls.Add(1_000);
        await scraper.ScrapeAsync(Noon, default);
        Assert.Empty(source.Find("test.calls", new Dictionary<string, string> { ["process"] = "other" }));
        calls.Add(40);
        await scraper.ScrapeAsync(Noon + 1, default);
        Assert.Equal(40, Calls(store, Noon + 1));
        calls.Add(20);
        await scraper.ScrapeAsync(Noon + 3, default);
        Assert.Equal((10, 10), (Calls(store, Noon + 2), Calls(store, Noon + 3)));

        await first.DisposeAsync();
        await scraper.ScrapeAsync(Noon + 4, default);
        Assert.Equal(float.NaN, Calls(store, Noon + 4));
        Assert.True(source.TryLast(MetricScraper.Up, Any, out var up));
        Assert.Equal(0, up);

        await using var second = await ProcessAsync(port);
        calls.Add(7);
        await scraper.ScrapeAsync(Noon + 5, default);
        Assert.Equal(7.0 / 2, Calls(store, Noon + 5));
        Assert.True(source.TryLast(MetricScraper.Up, Any, out up));
        Assert.Equal(1, up);
    }

    [Fact]
    public async Task Another_program_on_the_port_is_down_and_said_so()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/metrics/values", () => "something else");
        await app.StartAsync();
        var store = new MetricStore();
        using var files = new MetricFiles(_folder, NullLogger<MetricFiles>.Instance);
        using var scraper = new MetricScraper(new OneTarget(new Uri(app.Urls.First()).Port), store, files, new MetricBeat(), TimeProvider.System, NullLogger<MetricScraper>.Instance);
        await scraper.ScrapeAsync(Noon, default);
        Assert.True(new StoreSource(store, TimeProvider.System).TryLast(MetricScraper.Up, Any, out var up));
        Assert.Equal(0, up);
    }

    private static float Calls(MetricStore store, long second) => store.Of("test.calls").Single().Seconds.Read(second);

    // Each has a registry of its own, as each process has.
    private static async Task<WebApplication> ProcessAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var registry = new MetricRegistry();
        app.Lifetime.ApplicationStopped.Register(registry.Dispose);
        app.MapMetrics(registry);
        await app.StartAsync();
        return app;
    }

    private sealed class OneTarget(int port) : IMetricTargets
    {
        public IReadOnlyList<MetricTarget> All { get; } = [new MetricTarget("service", "mall", new Uri($"http://127.0.0.1:{port}"))];

        public IReadOnlyList<BusinessPlace> Businesses => [];
    }
}
