using System.Net;
using System.Text.RegularExpressions;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Contracts.Trade;
using Seawall.Mall.Promotions;
using Seawall.Mall.Trade;

namespace Seawall.Mall.Tests;

/// <summary>Marked and unmarked buyers mixed, on every business in a host of its own: 0 marked counted, 0 unmarked lost, in books and in monitors.</summary>
[Collection(nameof(Alone))]
public sealed partial class RehearsalMixTests
{
    private const long Item = 351;
    private const long FirstBuyer = 90_000_000;
    private const string Role = "mixtest";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory]
    [InlineData(11)]
    public async Task No_marked_call_is_counted_and_no_unmarked_one_is_lost(int seed)
    {
        var random = new Random(seed);
        bool[] isMarked = [.. Enumerable.Range(0, 60).Select(_ => random.Next(2) == 0)];
        await using var site = await MallSite.ApartAsync();
        await using var trade = new SeawallDataSource(await MallDatabase.OptionsAsync(TradeBusiness.Name));
        await using var promotions = new SeawallDataSource(await MallDatabase.OptionsAsync(PromotionsBusiness.Name));
        await trade.ExecuteAsync("UPDATE stock SET initial = initial - available + 100000, available = 100000 WHERE item_id = $1", Ct, Item);

        var outcomes = new string[isMarked.Length];
        await Parallel.ForAsync(0, isMarked.Length, new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (i, _) => outcomes[i] = await BuyAsync(site, FirstBuyer + i, isMarked[i]));

        for (var i = 0; i < outcomes.Length; i++)
            Assert.True(outcomes[i] == (isMarked[i] ? "seen, not claimed, not put in the cart, not ordered" : "seen, claimed, in the cart, ordered, paid"), $"seed {seed}, buyer {i}, marked {isMarked[i]}: {outcomes[i]}");
        var real = isMarked.Count(marked => !marked);
        long[] unmarked = [.. Enumerable.Range(0, isMarked.Length).Where(i => !isMarked[i]).Select(i => FirstBuyer + i)];
        foreach (var (books, sql) in new[]
        {
            (trade, "SELECT buyer_id FROM orders WHERE buyer_id >= $1 ORDER BY 1"),
            (trade, "SELECT o.buyer_id FROM payments AS p JOIN orders AS o ON o.id = p.order_id WHERE o.buyer_id >= $1 ORDER BY 1"),
            (trade, "SELECT buyer_id FROM carts WHERE buyer_id >= $1 ORDER BY 1"),
            (promotions, "SELECT buyer_id FROM coupons WHERE buyer_id >= $1 ORDER BY 1"),
            (promotions, "SELECT buyer_id FROM coupon_journal WHERE buyer_id >= $1 ORDER BY 1"),
        })
            Assert.Equal(unmarked, await books.QueryAsync(sql, row => row.GetInt64(0), Ct, FirstBuyer));
        Assert.Equal(100_000 - real, await trade.FindAsync("SELECT available FROM stock WHERE item_id = $1", row => row.GetInt32(0), Ct, Item));

        // Two orders each: the first, at a wrong price, asks for the right one.
        await SeenAsync(site, TradeBusiness.Name, "POST", "/trade/orders", 2 * real);
        await SeenAsync(site, PromotionsBusiness.Name, "POST", "/promotions/coupons/claims", real);
        await SeenAsync(site, "catalog", "GET", "/catalog/items/{id:long}", real);
    }

    private static async Task<string> BuyAsync(MallSite site, long buyer, bool isMarked)
    {
        using var atCatalog = Http("catalog");
        using var atTrade = Http(TradeBusiness.Name);
        using var atPromotions = Http(PromotionsBusiness.Name);
        var did = new List<string>();
        if (await new CatalogClient(atCatalog).FindItemAsync(Item, Ct) is not null)
            did.Add("seen");
        var trade = new TradeClient(atTrade);
        await TryAsync(() => new PromotionsClient(atPromotions).ClaimAsync(new CouponClaim(buyer, 1, Guid.NewGuid()), Ct), "claimed");
        await TryAsync(() => trade.AddToCartAsync(buyer, Item, 1, Ct), "in the cart", "put in the cart");
        var wish = new PlaceOrder(buyer, Guid.NewGuid(), MallServices.Home, default, [new WantedLine(Item, 1)]);
        var total = (await trade.PlaceAsync(wish, Ct)).Total!.Value;
        if (await TryAsync(() => trade.PlaceAsync(wish with { Key = Guid.NewGuid(), Expected = total }, Ct), "ordered") is { Order: { } order })
            await TryAsync(() => trade.PayAsync(buyer, order.Id, Ct), "paid");
        return string.Join(", ", did);

        HttpClient Http(string business)
        {
            var http = new HttpClient { BaseAddress = site.AddressOf(business) };
            http.DefaultRequestHeaders.Add("baggage", isMarked ? $"seawall.role={Role},seawall.caller=web,seawall.mark=mix-1" : $"seawall.role={Role},seawall.caller=web");
            return http;
        }

        async Task<T?> TryAsync<T>(Func<Task<T>> act, string done, string? undone = null)
        {
            try
            {
                var result = await act();
                did.Add(done);
                return result;
            }
            catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.Conflict)
            {
                did.Add($"not {undone ?? done}");
                return default;
            }
        }
    }

    // The framework counts a request after its answer was sent, so the figure is waited for.
    private static async Task SeenAsync(MallSite site, string business, string method, string route, int expected)
    {
        using var http = new HttpClient { BaseAddress = site.AddressOf(business) };
        var seen = -1;
        for (var look = 0; look < 200 && seen != expected; look++)
        {
            seen = Count().Matches(await http.GetStringAsync("/metrics"))
                .Where(line => line.Value.Contains($"http_route=\"{route}\"", StringComparison.Ordinal) && line.Value.Contains($"http_request_method=\"{method}\"", StringComparison.Ordinal))
                .Sum(line => int.Parse(line.Groups[1].Value, null));
        }
        Assert.True(seen == expected, $"{method} {route}: {seen} counted, {expected} sent without a mark");
    }

    [GeneratedRegex("^http_server_request_duration_seconds_count\\{.*seawall_role=\"mixtest\".*\\} ([0-9]+)$", RegexOptions.Multiline)]
    private static partial Regex Count();
}
