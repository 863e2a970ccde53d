using Seawall.Mall.Accounts.Buyers;
using Seawall.Mall.Accounts.Sessions;
using Seawall.Mall.Contracts.Accounts;

namespace Seawall.Mall.Accounts;

/// <summary>The business as its own process, or its host, calls it.</summary>
internal sealed class LocalAccounts(Registrations registrations, BuyerSessions sessions) : IAccounts
{
    public Task<SignInResult> RegisterAsync(Registration registration, CancellationToken ct) => registrations.RegisterAsync(registration, ct);

    public Task<SignInResult> SignInAsync(Credentials credentials, CancellationToken ct) => sessions.SignInAsync(credentials, ct);

    public Task<Buyer?> FindBuyerAsync(string token, CancellationToken ct) => sessions.FindBuyerAsync(token, ct);

    public Task SignOutAsync(string token, CancellationToken ct) => sessions.EndAsync(token, ct);
}
