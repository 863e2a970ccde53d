using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Http;
using Seawall.Mall.Contracts.Shops;

namespace Seawall.Mall.Shops.Pages;

/// <summary>Puts a new version of a shop's page in the place of the one before, which is kept.</summary>
internal sealed class PagePublisher([FromKeyedServices(ShopsBusiness.Name)] SeawallDataSource db, TimeProvider clock)
{
    public async Task<PublishPageResult> PublishAsync(long buyer, long shop, IReadOnlyList<PageSection> sections, CancellationToken ct)
    {
        var faults = PageRules.FaultsOf(sections);
        if (faults.Count > 0)
            return new PublishPageResult(null, faults);
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Whoever holds the shop's row publishes; a second one waits and then becomes the version after.
        var owner = await connection.FindAsync("SELECT owner_id FROM shops WHERE id = $1 AND open FOR NO KEY UPDATE", row => (long?)row.GetInt64(0), ct, shop);
        if (owner is null)
            return new PublishPageResult(null, [$"shop: there is no open shop {shop}"]);
        if (owner != buyer)
            return new PublishPageResult(null, [$"buyer: only the owner of shop {shop} may publish its page, not buyer {buyer}"]);
        await connection.ExecuteAsync("UPDATE pages SET state = 'ARCHIVED' WHERE shop_id = $1 AND state = 'PUBLISHED'", ct, shop);
        var version = await connection.FindAsync(
            """
            INSERT INTO pages (shop_id, version, state, sections, published_at)
            SELECT $1, 1 + coalesce(max(version), 0), 'PUBLISHED', $2::jsonb, $3 FROM pages WHERE shop_id = $1
            RETURNING version
            """,
            row => row.GetInt32(0), ct, shop, JsonSerializer.Serialize(sections, ContractJson.Options), clock.GetUtcNow());
        await transaction.CommitAsync(ct);
        return new PublishPageResult(version, []);
    }
}
