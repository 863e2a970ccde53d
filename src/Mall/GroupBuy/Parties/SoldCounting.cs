using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seawall.Client.Calls;
using Seawall.Client.Sql;
using Seawall.Mall.Contracts.GroupBuy;

namespace Seawall.Mall.GroupBuy.Parties;

/// <summary>Counts what complete parties sold, off the way of who joins. A party that missed its turn, by a full queue, a crash or the switch, is counted by the next sweep.</summary>
internal sealed class SoldCounting([FromKeyedServices(GroupBuyBusiness.Name)] SeawallDataSource db)
{
    /// <summary>Completed parties that wait to be counted before joins leave it to the sweep.</summary>
    private const int MostWaiting = 1_000;

    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(30);

    /// <summary>A deal one of whose parties is complete.</summary>
    public sealed record Completed(long Deal);

    /// <summary>The queue that joins put completed parties in, and the sweep.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<SoldCounting>();
        services.AddSingleton(provider => new BackgroundQueue<Completed>(
            "sold", MostWaiting, (completed, ct) => provider.GetRequiredService<SoldCounting>().CountAsync(completed.Deal, ct),
            provider.GetRequiredService<ILogger<BackgroundQueue<Completed>>>()));
        services.AddHostedService(provider => provider.GetRequiredService<BackgroundQueue<Completed>>());
        services.AddHostedService(provider => new TimedWork(
            GroupBuyBusiness.Name, "sold", SweepPeriod, ct => provider.GetRequiredService<SoldCounting>().CountAsync(null, ct),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<TimedWork>>()));
    }

    /// <summary>Counts the complete parties of a deal, or of all deals, that are not counted yet; nothing while counting is off.</summary>
    public async Task CountAsync(long? deal, CancellationToken ct)
    {
        if (!GroupBuyFeatures.Counters.IsOn)
            return;
        using var running = GroupBuyFeatures.Counters.Feature.Enter();
        await db.ExecuteAsync(
            """
            WITH counted AS (
                UPDATE parties SET counted = true WHERE status = 'Complete' AND NOT counted AND ($1::bigint IS NULL OR deal_id = $1) RETURNING id, deal_id),
            pieces AS (
                SELECT c.deal_id, sum(s.quantity)::int AS sold FROM counted AS c JOIN seats AS s ON s.party_id = c.id GROUP BY c.deal_id)
            UPDATE deals AS d SET sold = d.sold + p.sold FROM pieces AS p WHERE d.id = p.deal_id
            """,
            ct, deal);
    }
}
