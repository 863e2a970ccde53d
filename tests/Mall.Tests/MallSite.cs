using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seawall.Client.Addresses;
using Seawall.Client.Config;
using Seawall.Client.Hosting;
using Seawall.Mall.Contracts.Http;
using Seawall.Mall.Hosting;
using Seawall.Mall.Web;
using Seawall.Redis;

namespace Seawall.Mall.Tests;

/// <summary>The mall on ephemeral ports of this process: all in one host, or a host for each business with HTTP between them.</summary>
public sealed class MallSite : IAsyncDisposable
{
    private const string OffForAll = """{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off"}""";

    private readonly List<WebApplication> _hosts = [];
    private long _revision;
    private readonly Dictionary<string, HeldPort> _places = [];

    public Uri Storefront { get; private set; } = null!;

    /// <param name="cache">The server of every business's cache; none unless given.</param>
    public static async Task<MallSite> TogetherAsync(RedisClientOptions? cache = null)
    {
        var site = new MallSite();
        var web = Builder(MallWeb.Name, edge: true);
        foreach (var business in Businesses.All)
            business.Add(web.Services, await HomeAsync(business, cache));
        site.Storefront = await site.StartWebAsync(web);
        return site;
    }

    public static async Task<MallSite> ApartAsync()
    {
        var site = new MallSite();
        var web = Builder(MallWeb.Name, edge: true);
        // Businesses call each other both ways, so all addresses are known, and taken, before the first starts.
        var places = Businesses.All.ToDictionary(business => business, _ => new HeldPort());
        foreach (var (business, place) in places)
        {
            site._places[business.Name] = place;
            var host = Builder(business.Name, edge: false);
            host.WebHost.ConfigureKestrel(kestrel => kestrel.ListenHandle(place.Handle));
            business.Add(host.Services, await HomeAsync(business));
            foreach (var (other, elsewhere) in places.Where(other => other.Key != business))
                other.AddClient(host.Services, new ServiceAddress(other.Name, elsewhere.Address));
            await site.StartAsync(host, app => business.Map(app));
            business.AddClient(web.Services, new ServiceAddress(business.Name, place.Address));
        }
        site.Storefront = await site.StartWebAsync(web);
        return site;
    }

    /// <summary>Where a business that has a host of its own answers.</summary>
    public Uri AddressOf(string business) => _places[business].Address;

    /// <summary>Stops the host of one business, as if its process were killed: its port refuses.</summary>
    public async Task StopAsync(string business)
    {
        await _hosts[Businesses.All.Select((b, i) => (b.Name, i)).Single(b => b.Name == business).i].StopAsync();
        _places[business].Dispose();
    }

    /// <summary>Turns these switches off for everybody, and all others on; it takes effect before it returns. Switches belong to the process, so such tests run alone.</summary>
    public void TurnOff(params IEnumerable<string> switches)
    {
        _revision++;
        var entries = switches.Select(key => new ConfigEntry(ConfigKeys.Switch + key, OffForAll, _revision)).ToList();
        foreach (var host in _hosts)
            Assert.Empty(host.Services.GetRequiredService<LiveConfig>().Swap(ConfigSnapshot.Of(_revision, entries)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_revision > 0)
            TurnOff();
        foreach (var host in Enumerable.Reverse(_hosts))
            await host.DisposeAsync();
        foreach (var place in _places.Values)
            place.Dispose();
    }

    private static async Task<BusinessHome> HomeAsync(Business business, RedisClientOptions? cache = null) =>
        new(await MallDatabase.OptionsAsync(business.Name), cache);

    private static WebApplicationBuilder Builder(string name, bool edge)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.ConfigureHttpJsonOptions(json => ContractJson.Apply(json.SerializerOptions));
        builder.Services.AddSeawall(new SeawallServiceOptions { Name = name, Edge = edge });
        return builder;
    }

    private async Task<Uri> StartWebAsync(WebApplicationBuilder builder)
    {
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddMallWeb(Directory.CreateTempSubdirectory("seawall-form-keys-"));
        var app = builder.Build();
        await RunAsync(app, () => app.UseMallWeb());
        return new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    private Task StartAsync(WebApplicationBuilder builder, Action<WebApplication> map)
    {
        builder.Services.AddSeawallProblems();
        var app = builder.Build();
        return RunAsync(app, () =>
        {
            app.UseExceptionHandler();
            app.UseRouting();
            app.UseSeawall();
            app.MapSeawallHealth();
            map(app);
        });
    }

    private async Task RunAsync(WebApplication app, Action configure)
    {
        _hosts.Add(app);
        configure();
        await app.StartAsync();
    }
}
