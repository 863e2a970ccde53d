using Seawall.Mall.Contracts.Http;

namespace Seawall.Mall.Contracts.Catalog;

/// <summary>The catalog business over HTTP.</summary>
public sealed class CatalogClient(HttpClient http) : ICatalog
{
    public Task<IReadOnlyList<Category>> CategoriesAsync(CancellationToken ct) =>
        http.GetAsync<IReadOnlyList<Category>>("catalog/categories", ct);

    public Task<IReadOnlyList<ItemCard>> HotAsync(int count, CancellationToken ct) =>
        http.GetAsync<IReadOnlyList<ItemCard>>($"catalog/hot?count={count}", ct);

    public Task<ItemPage> ListAsync(ListQuery query, CancellationToken ct) =>
        http.GetAsync<ItemPage>(
            $"catalog/categories/{Uri.EscapeDataString(query.CategorySlug)}/items?{Paging(query.Sort, query.After, query.Count)}", ct);

    public Task<ItemPage> SearchAsync(SearchQuery query, CancellationToken ct) =>
        http.GetAsync<ItemPage>(
            $"catalog/search?words={Uri.EscapeDataString(query.Words)}&{Paging(query.Sort, query.After, query.Count)}", ct);

    public Task<ItemDetail?> FindItemAsync(long id, CancellationToken ct) =>
        http.FindAsync<ItemDetail>($"catalog/items/{id}", ct);

    public Task<IReadOnlyList<ItemCard>> ItemsAsync(IReadOnlyList<long> ids, CancellationToken ct) =>
        http.GetByIdsAsync<ItemCard>("catalog/items", ids, ct);

    public Task<ItemPage> ShopItemsAsync(ShopItemsQuery query, CancellationToken ct) =>
        http.GetAsync<ItemPage>($"catalog/shops/{query.ShopId}/items?{Paging(query.Sort, query.After, query.Count)}", ct);

    private static string Paging(ItemSort sort, string? after, int count) =>
        $"sort={sort}&count={count}{ContractHttp.After(after)}";
}
