using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seawall.Client.Calls;
using Seawall.Client.Config;
using Seawall.Client.Hosting;
using Seawall.Client.Switches;

namespace Seawall.Client.Tests.Switches;

/// <summary>An edge and two services behind it, each with switches of its own as processes have them, which change in one after the other.</summary>
[Collection(TheBoard.Name)]
public sealed class PinChainTests : IAsyncLifetime
{
    private const int Swaps = 40;
    private static readonly Switch Banner = Switch.Define("chain.banner", Grade.G3);

    private readonly SwitchBook[] _books = [new(), new(), new()];
    private readonly List<WebApplication> _hosts = [];
    private readonly HttpClient _http = new();

    public async Task InitializeAsync()
    {
        Uri? next = null;
        for (var place = _books.Length - 1; place >= 0; place--)
        {
            Put(place, StatesOf(0));
            var host = await HostAsync(place, next);
            _hosts.Add(host);
            next = new Uri(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        }
        _http.BaseAddress = next;
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        foreach (var host in _hosts)
            await host.DisposeAsync();
        SwitchBoard.Prepare([]);
    }

    [Fact]
    public async Task No_request_is_served_under_two_states_when_all_processes_held_the_next_one_ready()
    {
        var (requests, mixed, digests) = await RunAsync(armed: true, Environment.TickCount);
        Assert.True(requests > 0 && digests > Swaps / 2, $"{requests} requests saw {digests} states");
        Assert.Equal(0, mixed);
    }

    [Fact]
    public async Task A_state_that_one_process_has_alone_is_told()
    {
        using var mismatches = new CounterReading("Seawall.Switches", "seawall.switch.mismatch");
        Put(0, StatesOf(1));
        var (_, body, names) = await AskAsync();
        Assert.Equal([StatesOf(1).Name, StatesOf(0).Name], names);
        Assert.Equal("False True True", body);
        Assert.Equal(1, mismatches.Sum);
    }

    [Fact]
    public async Task Strangers_do_not_choose()
    {
        Put(0, StatesOf(1));
        Put(1, StatesOf(1));
        Put(2, StatesOf(1));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add(Baggage.Header, $"seawall.switches={StatesOf(0).Name}");
        using var answer = await _http.SendAsync(request);
        Assert.Equal(StatesOf(1).Name, Assert.Single(answer.Headers.GetValues(ServedSwitches.Header)));
    }

    private async Task<(int Requests, int Mixed, int Digests)> RunAsync(bool armed, int seed)
    {
        var random = new Random(seed);
        using var stop = new CancellationTokenSource();
        var askers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var (requests, mixed, seen) = (0, 0, new HashSet<string>());
            while (!stop.IsCancellationRequested)
            {
                var (_, body, names) = await AskAsync();
                requests++;
                mixed += names.Length > 1 || body.Split(' ').Distinct().Count() > 1 ? 1 : 0;
                seen.UnionWith(names);
            }
            return (requests, mixed, seen);
        })).ToArray();
        for (var swap = 1; swap <= Swaps; swap++)
        {
            foreach (var book in armed ? _books : [])
                book.Hold([StatesOf(swap)]);
            var places = Enumerable.Range(0, _books.Length).ToArray();
            random.Shuffle(places);
            foreach (var place in places)
            {
                Put(place, StatesOf(swap));
                await AskAsync();
            }
        }
        await stop.CancelAsync();
        var ended = await Task.WhenAll(askers);
        var all = (ended.Sum(one => one.requests), ended.Sum(one => one.mixed), ended.SelectMany(one => one.seen).Distinct(StringComparer.Ordinal).Count());
        return all.Item2 == 0 ? all : throw new InvalidOperationException($"{all.Item2} of {all.Item1} requests were mixed; seed {seed}");
    }

    private async Task<(HttpStatusCode Status, string Body, string[] Names)> AskAsync()
    {
        using var answer = await _http.GetAsync("/");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), string.Join(',', answer.Headers.GetValues(ServedSwitches.Header)).Split(','));
    }

    // Off in every other state, and no two states are the same.
    private static SwitchStates StatesOf(int number)
    {
        var flag = $$$"""{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"{{{(number % 2 == 0 ? "on" : "off")}}}","metadata":{"plan":"{{{number}}}"}}""";
        // Each process has its own.
        SwitchBoard.Prepare([]);
        SwitchBoard.Prepare([ConfigSnapshot.Of(number + 1, [new ConfigEntry("switch/chain.banner", flag, number + 1)])]);
        return SwitchBoard.Book.Ready[0];
    }

    private void Put(int place, SwitchStates states) => _books[place].Put(states, DateTimeOffset.UtcNow);

    private async Task<WebApplication> HostAsync(int place, Uri? next)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(_books[place]);
        builder.Services.AddSeawall(new SeawallServiceOptions { Name = $"chain-{place}", Edge = place == 0 });
        if (next is not null)
            builder.Services.AddSeawallClient(next, http => http);
        var app = builder.Build();
        app.UseRouting();
        app.UseSeawall();
        app.MapGet("/", async (HttpContext http) =>
        {
            var on = Banner.IsOn;
            await Task.Yield();
            var others = next is null ? "" : " " + await http.RequestServices.GetRequiredService<HttpClient>().GetStringAsync("/", http.RequestAborted);
            return $"{on}{others}";
        });
        await app.StartAsync();
        return app;
    }
}
