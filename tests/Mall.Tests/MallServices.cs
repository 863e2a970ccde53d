using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Hosting;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Accounts;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Channels;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Contracts.Reviews;
using Seawall.Mall.Contracts.Shops;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Hosting;
using Seawall.Mall.Trade;

namespace Seawall.Mall.Tests;

/// <summary>All businesses hosted directly, with no HTTP between them.</summary>
public sealed class MallServices : IAsyncLifetime
{
    public static readonly Address Home = new("Li Lei", "13800000000", "1 Harbour Road");

    private static long _buyers = 1_000_000;

    private ServiceProvider _provider = null!;

    public IAccounts Accounts => _provider.GetRequiredService<IAccounts>();

    public ICatalog Catalog => _provider.GetRequiredService<ICatalog>();

    public IChannels Channels => _provider.GetRequiredService<IChannels>();

    public IPromotions Promotions => _provider.GetRequiredService<IPromotions>();

    public IShops Shops => _provider.GetRequiredService<IShops>();

    public IReviews Reviews => _provider.GetRequiredService<IReviews>();

    public ITrade Trade => _provider.GetRequiredService<ITrade>();

    public SeawallDataSource Database(string business) => _provider.GetRequiredKeyedService<SeawallDataSource>(business);

    /// <summary>A buyer nobody else uses; trade takes any number.</summary>
    public static long NewBuyer() => Interlocked.Increment(ref _buyers);

    public async Task InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSeawall(new SeawallServiceOptions { Name = "tests" });
        foreach (var business in Businesses.All)
            business.Add(services, new BusinessHome(await MallDatabase.OptionsAsync(business.Name), Cache: null));
        _provider = services.BuildServiceProvider();
    }

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    /// <summary>Sets an item's stock, keeping what orders hold already.</summary>
    public Task SetStockAsync(long item, int available) => Database(TradeBusiness.Name).ExecuteAsync(
        "UPDATE stock SET initial = initial - available + $2, available = $2 WHERE item_id = $1", CancellationToken.None, item, available);

    public async Task<PlaceOrder> WishAsync(long buyer, params (long Item, int Quantity)[] lines) => new(
        buyer, Guid.NewGuid(), Home, (await PriceAsync(lines)).Payable, [.. lines.Select(line => new WantedLine(line.Item, line.Quantity))]);

    /// <summary>What promotions asks for these items.</summary>
    public async Task<CartPrice> PriceAsync(params (long Item, int Quantity)[] lines)
    {
        var items = (await Catalog.ItemsAsync([.. lines.Select(line => line.Item)], CancellationToken.None)).ToDictionary(item => item.Id);
        return await Promotions.PriceAsync(
            new PriceRequest([.. lines.Select(line => new PriceLine(line.Item, items[line.Item].ShopId, items[line.Item].Price, line.Quantity))]), CancellationToken.None);
    }

    /// <summary>Items whose stock and live orders do not add up to what there was; always none.</summary>
    public Task<List<long>> WrongStockAsync() => Database(TradeBusiness.Name).QueryAsync(
        """
        SELECT s.item_id FROM stock AS s
        LEFT JOIN (SELECT l.item_id, sum(l.quantity) AS held FROM order_lines AS l JOIN orders AS o ON o.id = l.order_id
                   WHERE o.status <> 'Cancelled' GROUP BY l.item_id) AS h ON h.item_id = s.item_id
        WHERE s.available + coalesce(h.held, 0) <> s.initial
        """,
        row => row.GetInt64(0),
        CancellationToken.None);
}
