using Seawall.Mall.Traffic.Mix;

namespace Seawall.Mall.Traffic.Shoppers;

/// <summary>A shopper's way through the areas beside the plain shop. An entry that is not there (404) is asked for once.</summary>
internal sealed class Wandering(Walk walk, Account account, TrafficMix mix, Random random)
{
    private readonly HashSet<string> _missing = [];

    /// <summary>The area of the page at hand; null in the plain shop.</summary>
    public Area? Here { get; private set; }

    public void Leave() => Here = null;

    /// <summary>Enters by a link of the page at hand, such as an item's shop, or by the area's own address; null when neither leads there.</summary>
    public async Task<Page?> EnterAsync(Area area, Page page, CancellationToken ct)
    {
        var byLink = random.Next(2) == 0;
        if (byLink && await DeeperAsync(area, page, ct) is { } found)
            return found;
        if (area.Entry is not { } entry || _missing.Contains(entry))
            return null;
        var first = await walk.EnterAsync(area.First, entry, ct);
        if (first.Status == 404)
        {
            _missing.Add(entry);
            return null;
        }
        Here = area;
        return await ActAsync(area, area.First, entry, first, ct);
    }

    /// <summary>Follows one of the page's links deeper into the area; null when it has none.</summary>
    public async Task<Page?> DeeperAsync(Area area, Page page, CancellationToken ct)
    {
        var links = page.Links();
        var ways = area.Deeper.Select(way => (way.Kind, way.Weight, To: links.FindAll(link => way.Address.IsMatch(link)))).Where(way => way.To.Count > 0).ToList();
        if (ways.Count == 0)
            return null;
        var left = random.Next(ways.Sum(way => way.Weight));
        var (kind, _, to) = ways.First(way => (left -= way.Weight) < 0);
        var path = to[Zipf.Pick(random, to.Count)];
        Here = area;
        return await ActAsync(area, kind, path, await walk.GetAsync(kind, path, ct), ct);
    }

    private async Task<Page> ActAsync(Area area, PageKind kind, string path, Page page, CancellationToken ct)
    {
        if (area.Act is not { } act || act.On != kind || page.Status != 200 || random.Next(100) >= act.Share(mix))
            return page;
        if (!account.IsSignedIn)
        {
            if (!await account.SignInAsync(ct))
                return page;
            page = await walk.GetAsync(kind, path, ct);
        }
        var forms = page.Forms(act.Action);
        if (forms.Count > 0)
        {
            var form = forms[Zipf.Pick(random, forms.Count)];
            account.IsOver(await walk.PostAsync(act.Kind, form.Action, form.Fields, ct));
        }
        return page;
    }
}
