using Seawall.Mall.Contracts.GroupBuy;
using Seawall.Mall.GroupBuy.Deals;
using Seawall.Mall.GroupBuy.Parties;

namespace Seawall.Mall.GroupBuy;

/// <summary>The business as its own process, or its host, calls it.</summary>
internal sealed class LocalGroupBuy(DealBook deals, PartyJoining parties) : IGroupBuy
{
    public Task<GroupHome> HomeAsync(CancellationToken ct) => deals.HomeAsync(ct);

    public Task<DealPage> ListAsync(DealQuery query, CancellationToken ct) => deals.ListAsync(query, ct);

    public Task<GroupDeal?> FindAsync(long deal, CancellationToken ct) => deals.FindAsync(deal, ct);

    public Task<JoinResult> JoinAsync(JoinParty join, CancellationToken ct) => parties.JoinAsync(join, ct);

    public Task<IReadOnlyList<PartySeat>> SeatsOfAsync(long buyer, CancellationToken ct) => parties.SeatsOfAsync(buyer, ct);
}
