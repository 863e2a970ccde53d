using Seawall.Mall.Contracts.Http;

namespace Seawall.Mall.Contracts.GroupBuy;

/// <summary>The group-buying business over HTTP.</summary>
public sealed class GroupBuyClient(HttpClient http) : IGroupBuy
{
    public Task<GroupHome> HomeAsync(CancellationToken ct) => http.GetAsync<GroupHome>("groupbuy/home", ct);

    public Task<DealPage> ListAsync(DealQuery query, CancellationToken ct) =>
        http.GetAsync<DealPage>($"groupbuy/deals?count={query.Count}{ContractHttp.Category(query.CategorySlug)}{ContractHttp.After(query.After)}", ct);

    public Task<GroupDeal?> FindAsync(long deal, CancellationToken ct) => http.FindAsync<GroupDeal>($"groupbuy/deals/{deal}", ct);

    public Task<JoinResult> JoinAsync(JoinParty join, CancellationToken ct) =>
        http.SendAsync<JoinResult>(HttpMethod.Post, "groupbuy/seats", join, ct);

    public Task<IReadOnlyList<PartySeat>> SeatsOfAsync(long buyer, CancellationToken ct) =>
        http.GetAsync<IReadOnlyList<PartySeat>>($"groupbuy/buyers/{buyer}/seats", ct);
}
