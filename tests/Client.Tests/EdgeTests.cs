using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Calls;
using Seawall.Client.Hosting;
using Seawall.Client.Sql;

namespace Seawall.Client.Tests;

public sealed class EdgeTests
{
    [Fact]
    public async Task The_edge_drops_what_strangers_claim_and_an_inner_service_trusts_its_caller()
    {
        await using var inner = await StartAsync("inner", edge: false, new Uri("http://127.0.0.1:1"));
        await using var edge = await StartAsync("edge", edge: true, AddressOf(inner));
        using var http = new HttpClient { BaseAddress = AddressOf(edge) };
        http.DefaultRequestHeaders.Add("baggage", "seawall.role=batch,seawall.caller=trade,seawall.mark=drill");

        Assert.Equal("web///who/", await http.GetStringAsync("/who"));
        Assert.Equal("web/edge//who/", await http.GetStringAsync("/ask"));
    }

    [Fact]
    public async Task Health_is_503_when_the_database_is_gone_and_alive_stays_200()
    {
        await using var app = await StartAsync("service", edge: false, new Uri("http://127.0.0.1:1"));
        using var http = new HttpClient { BaseAddress = AddressOf(app) };

        Assert.Equal(503, (int)(await http.GetAsync("/health")).StatusCode);
        Assert.Equal(200, (int)(await http.GetAsync("/alive")).StatusCode);
    }

    private static async Task<WebApplication> StartAsync(string name, bool edge, Uri inner)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSeawall(new SeawallServiceOptions { Name = name, Edge = edge });
        builder.Services.AddSeawallClient(inner, http => http);
        builder.Services.AddSeawallDatabase("nowhere", new SeawallDataOptions
        {
            Application = "nowhere",
            Port = 1,
            Database = "none",
            Username = "none",
            Password = "none",
            PoolSize = 1,
        });
        var app = builder.Build();
        app.UseRouting();
        app.UseSeawall();
        app.MapSeawallHealth();
        app.MapGet("/who", () => $"{CallContext.Current.Role}/{CallContext.Current.Caller}/{CallContext.Current.Route}/{CallContext.Current.Mark}");
        app.MapGet("/ask", (HttpClient http, CancellationToken ct) => http.GetStringAsync("/who", ct));
        await app.StartAsync();
        return app;
    }

    private static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
}
