using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.Trade;

namespace Seawall.Mall.Trade.Stock;

/// <summary>Takes and returns stock; always in ascending order of items, so that two orders never wait for each other.</summary>
internal sealed class StockLevels([FromKeyedServices(TradeBusiness.Name)] SeawallDataSource db)
{
    public Task<int> AvailableAsync(long item, CancellationToken ct) =>
        db.FindAsync("SELECT available FROM stock WHERE item_id = $1", row => row.GetInt32(0), ct, item);

    public async Task<Dictionary<long, int>> AvailableAsync(IEnumerable<long> items, CancellationToken ct) =>
        (await db.QueryAsync(
            "SELECT item_id, available FROM stock WHERE item_id = ANY ($1)",
            row => (Item: row.GetInt64(0), Available: row.GetInt32(1)),
            ct, items.ToArray())).ToDictionary(level => level.Item, level => level.Available);

    /// <summary>Takes every line inside the caller's transaction; the first item that is short, or null when all were taken.</summary>
    public static async Task<long?> TakeAsync(DbConnection connection, IEnumerable<WantedLine> lines, CancellationToken ct)
    {
        foreach (var line in lines.OrderBy(line => line.ItemId))
        {
            var taken = await connection.ExecuteAsync(
                "UPDATE stock SET available = available - $2 WHERE item_id = $1 AND available >= $2", ct, line.ItemId, line.Quantity);
            if (taken == 0)
                return line.ItemId;
        }
        return null;
    }

    /// <summary>Gives every line back inside the caller's transaction.</summary>
    public static async Task ReturnAsync(DbConnection connection, IEnumerable<WantedLine> lines, CancellationToken ct)
    {
        foreach (var line in lines.OrderBy(line => line.ItemId))
            await connection.ExecuteAsync("UPDATE stock SET available = available + $2 WHERE item_id = $1", ct, line.ItemId, line.Quantity);
    }
}
