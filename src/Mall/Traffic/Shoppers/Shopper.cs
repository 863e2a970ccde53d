
namespace Seawall.Mall.Traffic.Shoppers;

/// <summary>Walks the storefront until told to stop: mostly looks, sometimes buys. The same seed makes the same choices.</summary>
internal sealed class Shopper(Walk walk, Random random, int buyer, TimeSpan think, Buying buying, TimeProvider clock)
{
    private static readonly string[] Words =
    [
        "无线耳机", "手机", "headphones", "大衣", "laptop", "咖啡", "lamp", "运动鞋", "tea", "双肩包", "camera", "积木", "dress", "保温杯", "sofa", "口红",
    ];

    // Of 100 steps after the first page.
    private const int ToItem = 58;
    private const int ToCategory = 76;
    private const int ToSearch = 94;

    // Of 100 item pages looked at.
    private const int Buys = 8;

    public async Task RunAsync(CancellationToken stop, CancellationToken ct)
    {
        var page = await walk.GetAsync("home", "/", ct);
        while (!stop.IsCancellationRequested)
        {
            await PauseAsync(stop);
            if (stop.IsCancellationRequested)
                return;
            page = await StepAsync(page, ct);
        }
    }

    private Task<Page> StepAsync(Page page, CancellationToken ct)
    {
        var step = random.Next(100);
        var items = page.ItemLinks();
        if (!page.IsOk || page.Location is not null || (step < ToItem && items.Count == 0))
            return walk.GetAsync("home", "/", ct);
        if (step < ToItem)
            return LookAsync(items[Zipf.Pick(random, items.Count)], ct);
        if (step < ToCategory)
            return ListAsync(page, ct);
        if (step < ToSearch)
            return walk.GetAsync("search", $"/search?q={Uri.EscapeDataString(Words[Zipf.Pick(random, Words.Length)])}", ct);
        return buying.IsSignedIn ? walk.GetAsync("orders", "/orders", ct) : walk.GetAsync("home", "/", ct);
    }

    private Task<Page> ListAsync(Page page, CancellationToken ct)
    {
        if (random.Next(3) == 0 && page.NextLink() is { } next)
            return walk.GetAsync("category", next, ct);
        var categories = page.CategoryLinks();
        if (categories.Count == 0)
            return walk.GetAsync("home", "/", ct);
        var sort = random.Next(4) switch { 0 => "?sort=PriceUp", 1 => "?sort=Newest", _ => "" };
        return walk.GetAsync("category", categories[Zipf.Pick(random, categories.Count)] + sort, ct);
    }

    private async Task<Page> LookAsync(string item, CancellationToken ct)
    {
        var page = await walk.GetAsync("item", item, ct);
        if (page.Status != 200 || page.Data("data-available") is null or "0" || random.Next(100) >= Buys)
            return page;
        await buying.BuyAsync(buyer, item, page, random, ct);
        return page;
    }

    // Exponential pauses: most are short, some are long, as people's are.
    private async Task PauseAsync(CancellationToken stop)
    {
        var pause = think * Math.Min(5, -Math.Log(1 - random.NextDouble()));
        await Task.Delay(pause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
