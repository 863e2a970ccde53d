using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Calls;
using Seawall.Client.Dependencies;
using Seawall.Client.Features;
using Seawall.Client.Metrics;
using Seawall.Client.Switches;
using Seawall.Client.Tests.Features;
using Seawall.Client.Tests.Switches;
using Seawall.Kernel;
using Seawall.Testing;

namespace Seawall.Client.Tests.Dependencies;

[Collection(TheBoard.Name)]
public sealed class DependencyUsesTests
{
    private static readonly Feature Page = Feature.Define("uses.page", Grade.G2, Fallback.Refuse, needs: "cache up");
    private static readonly Feature Part = Feature.Define("uses.part", Grade.G3, Fallback.Code("left out"), needs: "cache up");

    [Fact]
    public async Task A_use_counts_for_the_feature_of_the_endpoint_and_for_the_part_that_runs_in_it()
    {
        using var seen = new Seen();
        await using var host = await FeatureHost.StartAsync(app => app.MapGet("/a", async (DependencyUsed used) =>
        {
            used("cache.tested");
            await Part.RunAsync(_ => Use(used), _ => Task.FromResult(0));
            using (Part.Enter())
                await Use(used);
            return "works";
        }).WithFeature(Page));

        await host.Http.GetStringAsync("/a");

        Assert.Equal([("uses.page", "cache"), ("uses.part", "cache"), ("uses.part", "cache")], seen.All);
    }

    [Fact]
    public async Task An_endpoint_without_a_feature_runs_for_the_one_that_called_and_for_none_without()
    {
        using var seen = new Seen();
        await using var host = await FeatureHost.StartAsync(app => app.MapGet("/a", (DependencyUsed used) => Use(used)));
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/a");
        asked.Headers.Add(Baggage.Header, Baggage.Write(new CallContext { Role = "app", Feature = "shop.window" }, "web"));

        (await host.Http.SendAsync(asked)).EnsureSuccessStatusCode();
        await host.Http.GetStringAsync("/a");

        Assert.Equal([("shop.window", "cache"), ("-", "cache")], seen.All);
    }

    [Fact]
    public async Task A_page_that_looks_after_itself_says_as_what_it_runs_and_the_first_word_holds()
    {
        using var seen = new Seen();
        await using var host = await FeatureHost.StartAsync(app => app.MapGet("/a", (DependencyUsed used) => Use(used)).RunsAs(Part).RunsAs(Page));
        await host.Http.GetStringAsync("/a");
        Assert.Equal([("uses.part", "cache")], seen.All);
    }

    [Fact]
    public async Task A_stranger_at_the_edge_names_no_feature()
    {
        using var seen = new Seen();
        await using var host = await FeatureHost.StartAsync(app => app.MapGet("/a", (DependencyUsed used) => Use(used)), edge: true);
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/a");
        asked.Headers.Add(Baggage.Header, "seawall.feature=trade.order");
        (await host.Http.SendAsync(asked)).EnsureSuccessStatusCode();
        Assert.Equal([("-", "cache")], seen.All);
    }

    [Fact]
    public void Rehearsal_load_counts_for_nothing()
    {
        using var seen = new Seen();
        using (new CallContext { Mark = "drill", Feature = "uses.page" }.Enter())
            DependencyUses.Count(Needs.Database);
        Assert.Empty(seen.All);
    }

    [Fact]
    public void Counting_a_use_again_allocates_nothing()
    {
        using var registry = new MetricRegistry();
        using var running = Page.Enter();
        static void Count() => DependencyUses.Count(Needs.Database);
        for (var i = 0; i < 100; i++)
            Count();
        Assert.Equal(0, AllocationGauge.Of(1000, Count));
    }

    [Fact]
    public void The_running_feature_is_no_part_of_what_statements_say()
    {
        var call = new CallContext { Role = "app", Route = "/a" };
        Assert.Equal(call, call with { Feature = "uses.page" });
    }

    private static Task<int> Use(DependencyUsed used)
    {
        used("cache.tested");
        return Task.FromResult(1);
    }

    private sealed class Seen : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<(string, string)> _all = [];

        public Seen()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "seawall.dependency.uses")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            {
                lock (_all)
                    _all.Add(((string)tags[0].Value!, (string)tags[1].Value!));
            });
            _listener.Start();
        }

        public IReadOnlyList<(string Feature, string Dependency)> All
        {
            get
            {
                lock (_all)
                    return [.. _all.Where(use => use.Item2 == Needs.Cache || use.Item1 == "uses.page")];
            }
        }

        public void Dispose() => _listener.Dispose();
    }
}
