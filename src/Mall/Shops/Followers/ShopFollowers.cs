using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;

namespace Seawall.Mall.Shops.Followers;

/// <summary>Who follows which shop; the shop's count changes in the statement that adds or takes the row, so it is always exact.</summary>
internal sealed class ShopFollowers([FromKeyedServices(ShopsBusiness.Name)] SeawallDataSource db, TimeProvider clock)
{
    public Task<bool> HasAsync(long shop, long buyer, CancellationToken ct) => db.FindAsync(
        "SELECT EXISTS (SELECT FROM follows WHERE buyer_id = $1 AND shop_id = $2)", row => row.GetBoolean(0), ct, buyer, shop);

    /// <summary>False when there is no such shop.</summary>
    public Task<bool> AddAsync(long shop, long buyer, CancellationToken ct) => db.FindAsync(
        """
        WITH shop AS (SELECT id FROM shops WHERE id = $1 AND open),
             added AS (INSERT INTO follows (buyer_id, shop_id, followed_at) SELECT $2, id, $3 FROM shop ON CONFLICT DO NOTHING RETURNING shop_id),
             counted AS (UPDATE shops SET followers = followers + 1 WHERE id = (SELECT shop_id FROM added))
        SELECT EXISTS (SELECT FROM shop)
        """,
        row => row.GetBoolean(0), ct, shop, buyer, clock.GetUtcNow());

    /// <summary>False when there is no such shop.</summary>
    public Task<bool> RemoveAsync(long shop, long buyer, CancellationToken ct) => db.FindAsync(
        """
        WITH removed AS (DELETE FROM follows WHERE buyer_id = $2 AND shop_id = $1 RETURNING shop_id),
             counted AS (UPDATE shops SET followers = followers - 1 WHERE id = (SELECT shop_id FROM removed))
        SELECT EXISTS (SELECT FROM shops WHERE id = $1 AND open)
        """,
        row => row.GetBoolean(0), ct, shop, buyer);
}
