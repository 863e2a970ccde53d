using Seawall.Mall.Traffic.Mix;

namespace Seawall.Mall.Traffic.Shoppers;

/// <summary>Walks the storefront until told to stop: mostly looks, sometimes buys. The same seed makes the same choices.</summary>
internal sealed class Shopper(Walk walk, TrafficMix mix, Random random, TimeSpan think, Account account, Buying buying, Wandering wandering, TimeProvider clock)
{
    private static readonly string[] Words =
    [
        "无线耳机", "手机", "headphones", "大衣", "laptop", "咖啡", "lamp", "运动鞋", "tea", "双肩包", "camera", "积木", "dress", "保温杯", "sofa", "口红",
    ];

    /// <summary>Waits until this shopper is asked for; null when it always is.</summary>
    public Func<CancellationToken, Task>? Here { get; init; }

    public async Task RunAsync(CancellationToken stop, CancellationToken ct)
    {
        if (Here is not null)
            await Here(stop);
        if (stop.IsCancellationRequested)
            return;
        var page = await HomeAsync(ct);
        while (!stop.IsCancellationRequested)
        {
            await PauseAsync(stop);
            if (Here is not null)
                await Here(stop);
            if (stop.IsCancellationRequested)
                return;
            page = await StepAsync(page, ct);
        }
    }

    private async Task<Page> StepAsync(Page page, CancellationToken ct)
    {
        var (deeper, to) = (random.Next(100) < mix.GoesDeeper, mix.Pick(random));
        if (!page.IsOk || page.Location is not null)
            return await HomeAsync(ct);
        if (deeper && wandering.Here is { } here && await wandering.DeeperAsync(here, page, ct) is { } next)
            return next;
        wandering.Leave();
        if (Area.Of(to) is { } area)
            return await wandering.EnterAsync(area, page, ct) ?? await HomeAsync(ct);
        return to switch
        {
            Destination.Item when page.ItemLinks() is { Count: > 0 } items => await LookAsync(items[Zipf.Pick(random, items.Count)], ct),
            Destination.Category => await ListAsync(page, ct),
            Destination.Search => await walk.GetAsync(PageKind.Search, $"/search?q={Uri.EscapeDataString(Words[Zipf.Pick(random, Words.Length)])}", ct),
            Destination.Orders when account.IsSignedIn => await walk.GetAsync(PageKind.Orders, "/orders", ct),
            _ => await HomeAsync(ct),
        };
    }

    private Task<Page> HomeAsync(CancellationToken ct)
    {
        wandering.Leave();
        return walk.GetAsync(PageKind.Home, "/", ct);
    }

    private Task<Page> ListAsync(Page page, CancellationToken ct)
    {
        if (random.Next(3) == 0 && page.NextLink() is { } next && ListKind(next) is { } kind)
            return walk.GetAsync(kind, next, ct);
        var categories = page.CategoryLinks();
        if (categories.Count == 0)
            return HomeAsync(ct);
        var sort = random.Next(4) switch { 0 => "?sort=PriceUp", 1 => "?sort=Newest", _ => "" };
        return walk.GetAsync(PageKind.Category, categories[Zipf.Pick(random, categories.Count)] + sort, ct);
    }

    private async Task<Page> LookAsync(string item, CancellationToken ct)
    {
        var page = await walk.GetAsync(PageKind.Item, item, ct);
        var (buys, reads) = (random.Next(100) < mix.Buys, random.Next(100) < mix.ReadsReviews);
        if (page.Status != 200)
            return page;
        if (buys && page.Data("data-available") is not (null or "0"))
            await buying.BuyAsync(item, page, random, ct);
        else if (reads)
            return await wandering.DeeperAsync(Area.Reviews, page, ct) ?? page;
        return page;
    }

    // Other lists have a next page too; those belong to their areas.
    private static PageKind? ListKind(string address) =>
        address.StartsWith("/c/", StringComparison.Ordinal) ? PageKind.Category
        : address.StartsWith("/search?", StringComparison.Ordinal) ? PageKind.Search
        : null;

    // Exponential pauses: most are short, some are long, as people's are.
    private async Task PauseAsync(CancellationToken stop)
    {
        var pause = think * Math.Min(5, -Math.Log(1 - random.NextDouble()));
        await Task.Delay(pause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
