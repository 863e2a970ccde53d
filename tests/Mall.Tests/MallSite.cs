using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seawall.Client.Hosting;
using Seawall.Mall.Accounts;
using Seawall.Mall.Catalog;
using Seawall.Mall.Contracts.Accounts;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Http;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Trade;
using Seawall.Mall.Web;

namespace Seawall.Mall.Tests;

/// <summary>The mall on ephemeral ports of this process: all in one host, or a host for each business with HTTP between them.</summary>
public sealed class MallSite : IAsyncDisposable
{
    private readonly List<WebApplication> _hosts = [];

    public Uri Storefront { get; private set; } = null!;

    public static async Task<MallSite> TogetherAsync()
    {
        var site = new MallSite();
        var web = Builder(MallWeb.Name, edge: true);
        web.Services.AddAccounts(await MallDatabase.OptionsAsync(AccountsBusiness.Name));
        web.Services.AddCatalog(await MallDatabase.OptionsAsync(CatalogBusiness.Name));
        web.Services.AddTrade(await MallDatabase.OptionsAsync(TradeBusiness.Name));
        site.Storefront = await site.StartWebAsync(web);
        return site;
    }

    public static async Task<MallSite> ApartAsync()
    {
        var site = new MallSite();
        var accounts = Builder(AccountsBusiness.Name, edge: false);
        accounts.Services.AddAccounts(await MallDatabase.OptionsAsync(AccountsBusiness.Name));
        var accountsAddress = await site.StartAsync(accounts, app => app.MapAccounts());

        var catalog = Builder(CatalogBusiness.Name, edge: false);
        catalog.Services.AddCatalog(await MallDatabase.OptionsAsync(CatalogBusiness.Name));
        var catalogAddress = await site.StartAsync(catalog, app => app.MapCatalog());

        var trade = Builder(TradeBusiness.Name, edge: false);
        trade.Services.AddSeawallClient<ICatalog>(catalogAddress, http => new CatalogClient(http));
        trade.Services.AddTrade(await MallDatabase.OptionsAsync(TradeBusiness.Name));
        var tradeAddress = await site.StartAsync(trade, app => app.MapTrade());

        var web = Builder(MallWeb.Name, edge: true);
        web.Services.AddSeawallClient<IAccounts>(accountsAddress, http => new AccountsClient(http));
        web.Services.AddSeawallClient<ICatalog>(catalogAddress, http => new CatalogClient(http));
        web.Services.AddSeawallClient<ITrade>(tradeAddress, http => new TradeClient(http));
        site.Storefront = await site.StartWebAsync(web);
        return site;
    }

    /// <summary>Stops the host of one business, as if its process were killed; hosts are in the order accounts, catalog, trade, web.</summary>
    public Task StopAsync(int host) => _hosts[host].StopAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var host in Enumerable.Reverse(_hosts))
            await host.DisposeAsync();
    }

    private static WebApplicationBuilder Builder(string name, bool edge)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.ConfigureHttpJsonOptions(json => ContractJson.Apply(json.SerializerOptions));
        builder.Services.AddSeawall(new SeawallServiceOptions { Name = name, Edge = edge });
        return builder;
    }

    private Task<Uri> StartWebAsync(WebApplicationBuilder builder)
    {
        builder.Services.AddMallWeb(Directory.CreateTempSubdirectory("seawall-form-keys-"));
        return RunAsync(builder.Build(), app => app.UseMallWeb());
    }

    private Task<Uri> StartAsync(WebApplicationBuilder builder, Action<WebApplication> map)
    {
        builder.Services.AddSeawallProblems();
        return RunAsync(builder.Build(), app =>
        {
            app.UseExceptionHandler();
            app.UseRouting();
            app.UseSeawall();
            app.MapSeawallHealth();
            map(app);
        });
    }

    private async Task<Uri> RunAsync(WebApplication app, Action<WebApplication> configure)
    {
        _hosts.Add(app);
        configure(app);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        return new Uri(addresses.Addresses.Single());
    }
}
