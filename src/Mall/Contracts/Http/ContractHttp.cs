using System.Net;
using System.Net.Http.Json;

namespace Seawall.Mall.Contracts.Http;

/// <summary>The few request shapes the contract clients need; any other answer than success is an <see cref="HttpRequestException"/>.</summary>
internal static class ContractHttp
{
    public static async Task<T> GetAsync<T>(this HttpClient http, string path, CancellationToken ct) =>
        await http.FindAsync<T>(path, ct)
            ?? throw new HttpRequestException($"{path}: the service does not know this address.", null, HttpStatusCode.NotFound);

    /// <summary>The values of the ids given, in one request; none for no ids.</summary>
    public static Task<IReadOnlyList<T>> GetByIdsAsync<T>(this HttpClient http, string path, IReadOnlyList<long> ids, CancellationToken ct) =>
        ids.Count == 0
            ? Task.FromResult<IReadOnlyList<T>>([])
            : http.GetAsync<IReadOnlyList<T>>($"{path}?{string.Join('&', ids.Select(id => $"id={id}"))}", ct);

    /// <summary>The cursor of a next page as a further part of a query.</summary>
    public static string After(string? cursor) => cursor is null ? "" : $"&after={Uri.EscapeDataString(cursor)}";

    /// <summary>A category as a further part of a query.</summary>
    public static string Category(string? slug) => slug is null ? "" : $"&category={Uri.EscapeDataString(slug)}";

    public static async Task<T?> FindAsync<T>(this HttpClient http, string path, CancellationToken ct)
    {
        using var response = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.StatusCode is HttpStatusCode.NotFound)
            return default;
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<T>(ContractJson.Options, ct);
    }

    public static async Task<T> SendAsync<T>(this HttpClient http, HttpMethod method, string path, object? body, CancellationToken ct)
    {
        using var response = await http.SendBodyAsync(method, path, body, ct);
        return await response.Content.ReadFromJsonAsync<T>(ContractJson.Options, ct)
            ?? throw new HttpRequestException($"{path}: the service sent an empty answer.");
    }

    public static async Task SendAsync(this HttpClient http, HttpMethod method, string path, object? body, CancellationToken ct)
    {
        using var response = await http.SendBodyAsync(method, path, body, ct);
    }

    private static async Task<HttpResponseMessage> SendBodyAsync(
        this HttpClient http, HttpMethod method, string path, object? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType(), options: ContractJson.Options);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw new HttpRequestException($"{path}: answered {(int)response.StatusCode}.", null, response.StatusCode);
    }
}
