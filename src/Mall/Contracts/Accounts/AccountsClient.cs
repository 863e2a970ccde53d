using Seawall.Mall.Contracts.Http;

namespace Seawall.Mall.Contracts.Accounts;

/// <summary>The accounts business over HTTP.</summary>
public sealed class AccountsClient(HttpClient http) : IAccounts
{
    public Task<SignInResult> RegisterAsync(Registration registration, CancellationToken ct) =>
        http.SendAsync<SignInResult>(HttpMethod.Post, "accounts/buyers", registration, ct);

    public Task<SignInResult> SignInAsync(Credentials credentials, CancellationToken ct) =>
        http.SendAsync<SignInResult>(HttpMethod.Post, "accounts/sessions", credentials, ct);

    // The token travels in the body, never in an address that could be logged.
    public async Task<Buyer?> FindBuyerAsync(string token, CancellationToken ct) =>
        (await http.SendAsync<BuyerAnswer>(HttpMethod.Post, "accounts/sessions/buyer", new TokenBody(token), ct)).Buyer;

    public Task SignOutAsync(string token, CancellationToken ct) =>
        http.SendAsync(HttpMethod.Post, "accounts/sessions/end", new TokenBody(token), ct);
}

/// <summary>A session token on its way between services.</summary>
public sealed record TokenBody(string Token);

/// <summary>The buyer of a token, null for none.</summary>
public sealed record BuyerAnswer(Buyer? Buyer);
