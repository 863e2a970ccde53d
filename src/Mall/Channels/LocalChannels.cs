using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Catalog;
using Seawall.Mall.Contracts.Channels;
using Seawall.Redis.Caching;

namespace Seawall.Mall.Channels;

/// <summary>The business as its own process, or its host, calls it: pages with their rules worked out, through the cache.</summary>
internal sealed class LocalChannels(
    [FromKeyedServices(ChannelsBusiness.Name)] SeawallDataSource db,
    [FromKeyedServices(ChannelsBusiness.Name)] BusinessCache cache,
    ICatalog catalog) : IChannels
{
    private const string Card = "slug, picture, name_zh, name_en, claim_zh, claim_en, categories";

    private static readonly TimeSpan ListLifetime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PageLifetime = TimeSpan.FromSeconds(30);

    public Task<IReadOnlyList<ChannelCard>> ListAsync(CancellationToken ct) => cache.GetAsync<IReadOnlyList<ChannelCard>>(
        "list", ListLifetime, async token => await db.QueryAsync($"SELECT {Card} FROM channels ORDER BY position", ReadCard, token), ct);

    public Task<Channel?> FindAsync(string slug, CancellationToken ct) => ChannelsFeatures.Floors.IsOn
        ? cache.GetAsync($"page:{slug}", PageLifetime, token => BuildAsync(slug, withFloors: true, token), ct)
        : cache.GetAsync($"page:{slug}:bare", PageLifetime, token => BuildAsync(slug, withFloors: false, token), ct);

    private async Task<Channel?> BuildAsync(string slug, bool withFloors, CancellationToken ct)
    {
        ChannelCard? card;
        List<FloorPlan> plans;
        await using (var connection = await db.OpenConnectionAsync(ct))
        {
            card = await connection.FindAsync($"SELECT {Card} FROM channels WHERE slug = $1", ReadCard, ct, slug);
            if (card is null)
                return null;
            if (!withFloors)
                return new Channel(card, []);
            plans = await connection.QueryAsync($"SELECT {FloorPlan.Columns} FROM floors WHERE channel_slug = $1 ORDER BY position", FloorPlan.Read, ct, slug);
        }
        var floors = await Task.WhenAll(plans.Select(async plan => new ChannelFloor(plan.Title, plan.Style, await ItemsAsync(plan, ct))));
        return new Channel(card, floors);
    }

    private async Task<IReadOnlyList<long>> ItemsAsync(FloorPlan plan, CancellationToken ct)
    {
        if (plan.Rule is not { } rule)
            return plan.Picks ?? [];
        using var running = ChannelsFeatures.Floors.Feature.Enter();
        var page = await catalog.ListAsync(new ListQuery(rule.CategorySlug, rule.Sort, null, rule.Count), ct);
        return [.. page.Items.Select(item => item.Id)];
    }

    private static ChannelCard ReadCard(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        new(row.GetString(2), row.GetString(3)),
        new(row.GetString(4), row.GetString(5)),
        row.GetFieldValue<string[]>(6));
}
