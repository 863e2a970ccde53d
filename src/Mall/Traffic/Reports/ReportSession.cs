using System.Data.Common;
using Seawall.Client.Calls;
using Seawall.Client.Sql;
using Seawall.Mall.Traffic.Measure;

namespace Seawall.Mall.Traffic.Reports;

/// <summary>Runs slow reports one after the other, as an analyst's tool would in the middle of the day.</summary>
internal sealed class ReportSession(DbDataSource database, TrafficMeter meter, Random random, TimeProvider clock)
{
    private static readonly CallContext Analyst = new() { Role = "batch", Caller = "traffic", Route = "report" };
    private static readonly DateTimeOffset FirstDay = new(2025, 10, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] ByPeriod =
    [
        """
        SELECT date_trunc('day', placed_at) AS day, count(*), sum(total_cents) FROM trade.orders
        WHERE status = 'Paid' AND placed_at >= $1 AND placed_at < $2 GROUP BY day ORDER BY day
        """,
        """
        SELECT l.item_id, max(l.name_en), sum(l.quantity), sum(l.price_cents * l.quantity) AS taken
        FROM trade.order_lines AS l JOIN trade.orders AS o ON o.id = l.order_id
        WHERE o.status = 'Paid' AND o.placed_at >= $1 AND o.placed_at < $2
        GROUP BY l.item_id ORDER BY taken DESC LIMIT 50
        """,
        """
        SELECT a.item_id, b.item_id, count(*) AS together
        FROM trade.order_lines AS a
        JOIN trade.order_lines AS b ON b.order_id = a.order_id AND b.item_id > a.item_id
        JOIN trade.orders AS o ON o.id = a.order_id
        WHERE o.placed_at >= $1 AND o.placed_at < $2
        GROUP BY a.item_id, b.item_id ORDER BY together DESC LIMIT 20
        """,
        """
        SELECT buyer_id, count(*), max(pause) FROM (
            SELECT buyer_id, placed_at - lag(placed_at) OVER (PARTITION BY buyer_id ORDER BY placed_at) AS pause
            FROM trade.orders WHERE placed_at >= $1 AND placed_at < $2) AS visits
        GROUP BY buyer_id ORDER BY count(*) DESC LIMIT 100
        """,
    ];

    private static readonly string[] Whole =
    [
        "SELECT category_id, count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY price_cents) FROM catalog.items GROUP BY category_id",
        "SELECT category_id, picture, avg(length(description_zh)), max(sold) FROM catalog.items WHERE name_en LIKE '%er%' GROUP BY category_id, picture",
        "SELECT date_trunc('week', registered_at), count(*) FROM accounts.buyers GROUP BY 1 ORDER BY 1",
    ];

    public async Task RunAsync(CancellationToken stop)
    {
        using var scope = Analyst.Enter();
        while (!stop.IsCancellationRequested)
        {
            await ReportAsync(stop);
            var pause = TimeSpan.FromMilliseconds(random.Next(300, 1500));
            await Task.Delay(pause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReportAsync(CancellationToken stop)
    {
        var pick = random.Next(ByPeriod.Length + Whole.Length);
        var from = FirstDay.AddDays(random.Next(300));
        var to = from.AddDays(random.Next(7, 90));
        try
        {
            if (pick < ByPeriod.Length)
                await database.QueryAsync(ByPeriod[pick], row => row.FieldCount, stop, from, to);
            else
                await database.QueryAsync(Whole[pick - ByPeriod.Length], row => row.FieldCount, stop);
            meter.Reported(failed: false);
        }
        catch (Exception e) when (e is DbException or TimeoutException or InvalidOperationException)
        {
            meter.Reported(failed: true);
        }
        catch (OperationCanceledException)
        {
            // The run is over; the query was cancelled with it.
        }
    }
}
