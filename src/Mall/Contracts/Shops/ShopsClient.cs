using Seawall.Mall.Contracts.Http;

namespace Seawall.Mall.Contracts.Shops;

/// <summary>The shop center over HTTP.</summary>
public sealed class ShopsClient(HttpClient http) : IShops
{
    public Task<ShopPage> ListAsync(ShopQuery query, CancellationToken ct) =>
        http.GetAsync<ShopPage>($"shops/list?count={query.Count}{ContractHttp.Category(query.CategorySlug)}{ContractHttp.After(query.After)}", ct);

    public Task<IReadOnlyList<ShopCard>> ShopsAsync(IReadOnlyList<long> ids, CancellationToken ct) =>
        http.GetByIdsAsync<ShopCard>("shops/cards", ids, ct);

    public Task<Shop?> FindAsync(long shop, CancellationToken ct) => http.FindAsync<Shop>($"shops/{shop}", ct);

    public Task<bool> FollowsAsync(long buyer, long shop, CancellationToken ct) =>
        http.GetAsync<bool>($"shops/{shop}/followers/{buyer}", ct);

    public Task<bool> FollowAsync(long buyer, long shop, bool follow, CancellationToken ct) =>
        http.SendAsync<bool>(HttpMethod.Put, $"shops/{shop}/followers/{buyer}", new FollowBody(follow), ct);

    public Task<PublishPageResult> PublishAsync(long buyer, long shop, IReadOnlyList<PageSection> sections, CancellationToken ct) =>
        http.SendAsync<PublishPageResult>(HttpMethod.Post, $"shops/{shop}/page", new PublishBody(buyer, sections), ct);
}

/// <summary>Whether to follow.</summary>
public sealed record FollowBody(bool Follow);

/// <summary>Who publishes which sections.</summary>
public sealed record PublishBody(long Buyer, IReadOnlyList<PageSection> Sections);
