using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seawall.Client.Config;
using Seawall.Client.Hosting;

namespace Seawall.Cli.Tests.Doors;

public sealed class DoorDrillTests
{
    [Fact]
    public async Task The_check_finds_order_and_limits_kept_and_takes_its_room_away()
    {
        await using var shop = await ShopAsync();
        using var control = new HttpClient { BaseAddress = new Uri(shop.Urls.Single()) };
        var found = await new DoorDrill(control, control.BaseAddress, TimeProvider.System).RunAsync(120, CancellationToken.None);

        Assert.Equal((120, 20, 20, 0, 0, 0), (found.Buyers, found.Places, found.Admitted, found.Overtakers, found.Beyond, found.Errors));
        Assert.True(found.IsGood);
        Assert.Equal("/items/7", found.Path);
        Assert.InRange(found.Turned, 100, 10_000);
        Assert.Empty(shop.Services.GetRequiredService<LiveConfig>().Current.Under(ConfigKeys.Door));
    }

    [Fact]
    public void Whoever_got_ahead_or_too_many_let_in_is_found()
    {
        DoorBuyer[] buyers = [new() { Number = 1, KnewAt = 5 }, new() { Number = 2, IsIn = true }, new() { IsIn = true }, new() { Number = 3, HasFailed = true }];
        var found = DoorFinding.Of("/items/7", buyers, 1, 1, undone: true, TimeProvider.System);
        Assert.Equal((2, 1, 1, 1), (found.Admitted, found.Overtakers, found.Beyond, found.Errors));
        Assert.False(found.IsGood);
    }

    // The shop, and beside it what of the control center the check asks.
    private static async Task<WebApplication> ShopAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSeawall(new SeawallServiceOptions { Name = "web", Edge = true, DoorSecret = "of this test" });
        var shop = builder.Build();
        shop.UseRouting();
        shop.UseSeawall();
        shop.MapGet("/", () => Results.Content("<a href=\"/items/5\"></a><a href=\"/items/7\"></a>", "text/html"));
        shop.MapGet("/items/{id}", (string id) => id);
        shop.MapPost("/api/config/publish", (JsonElement body, LiveConfig config) =>
        {
            var change = body.GetProperty("changes")[0];
            var revision = config.Current.Revision + 1;
            config.Swap(ConfigSnapshot.Of(revision, change.GetProperty("value").GetString() is { } value ? [new ConfigEntry(change.GetProperty("key").GetString()!, value, revision)] : []));
            return Results.Json(new { revision });
        });
        await shop.StartAsync();
        return shop;
    }
}
