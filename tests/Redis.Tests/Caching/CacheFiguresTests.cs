using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Seawall.Redis.Caching;

namespace Seawall.Redis.Tests.Caching;

public sealed class CacheFiguresTests
{
    [Fact]
    public async Task The_figures_of_every_business_are_served_at_one_address()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSeawallCache("shops", null, new JsonSerializerOptions()).AddSeawallCache("reviews", null, new JsonSerializerOptions());
        await using var app = builder.Build();
        app.MapSeawallCacheFigures(thisMachineOnly: true);
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        Assert.Equal(
            """{"shops":{"hits":0,"misses":0,"ratio":null,"bypassed":0,"joined":0,"errors":0,"unkept":0,"server":null},"reviews":{"hits":0,"misses":0,"ratio":null,"bypassed":0,"joined":0,"errors":0,"unkept":0,"server":null}}""",
            await http.GetStringAsync("/cache"));

        using var throughProxy = new HttpRequestMessage(HttpMethod.Get, "/cache") { Headers = { { "X-Forwarded-For", "203.0.113.7" } } };
        using var answer = await http.SendAsync(throughProxy);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", null, true)]
    [InlineData("::1", "::1", null, true)]
    [InlineData("::ffff:127.0.0.1", "::ffff:127.0.0.1", null, true)]
    [InlineData("203.0.113.7", "192.0.2.1", null, false)]
    [InlineData("192.0.2.1", "192.0.2.1", null, false)]
    [InlineData("127.0.0.1", "192.0.2.1", null, false)]
    [InlineData("127.0.0.1", "127.0.0.1", "x-forwarded-for", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "Forwarded", false)]
    public void A_direct_call_comes_from_this_machine_to_this_machine_through_nothing(string remote, string local, string? header, bool isDirect)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        http.Connection.LocalIpAddress = IPAddress.Parse(local);
        if (header is not null)
            http.Request.Headers[header] = "203.0.113.7";

        Assert.Equal(isDirect, DirectCall.IsFromThisMachine(http));
    }

    [Fact]
    public async Task The_meter_counts_what_the_snapshot_shows_by_business()
    {
        await using var bed = await CacheBed.StartAsync();
        Dictionary<string, double> seen = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == "Seawall.Cache")
                listening.EnableMeasurementEvents(instrument);
        };
        void Add(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags is [{ Key: "business", Value: "metered" }])
            {
                lock (seen)
                    seen[name] = seen.GetValueOrDefault(name) + value;
            }
        }
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument.Name, 1, tags));
        listener.Start();

        var meter = new CacheMeter("metered");
        var cache = new BusinessCache(meter, new CacheStore("metered", bed.Client, new CacheOptions { SoftTimeout = TimeSpan.FromSeconds(5) }, JsonSerializerOptions.Web, new Random(1), meter));
        await cache.GetAsync("k", CacheBed.Minute, _ => Task.FromResult(1), CancellationToken.None);
        await cache.GetAsync("k", CacheBed.Minute, _ => Task.FromResult(1), CancellationToken.None);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => cache.GetAsync<int>("fails", CacheBed.Minute, _ => throw new InvalidOperationException(), CancellationToken.None));

        Assert.Equal(
            "seawall.cache.hits=1 seawall.cache.load.duration=2 seawall.cache.load.errors=1 seawall.cache.misses=2",
            string.Join(' ', seen.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}")));
    }
}
