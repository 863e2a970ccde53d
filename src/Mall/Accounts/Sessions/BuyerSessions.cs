using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Accounts.Buyers;
using Seawall.Mall.Contracts.Accounts;

namespace Seawall.Mall.Accounts.Sessions;

/// <summary>Opens, finds and ends sessions.</summary>
internal sealed class BuyerSessions(
    [FromKeyedServices(AccountsBusiness.Name)] SeawallDataSource db, Passwords passwords, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public async Task<SignInResult> SignInAsync(Credentials credentials, CancellationToken ct)
    {
        var email = Email.Normalize(credentials.Email);
        var known = email is null ? null : await db.FindAsync(
            "SELECT id, email, name, password_hash FROM buyers WHERE email = $1",
            row => new Known(new Buyer(row.GetInt64(0), row.GetString(1), row.GetString(2)), row.GetString(3)),
            ct, email);
        if (credentials.Password.Length > Passwords.Longest || !await passwords.MatchesAsync(known?.PasswordHash, credentials.Password, ct))
            return new SignInResult(SignInOutcome.WrongEmailOrPassword);
        return new SignInResult(SignInOutcome.SignedIn, await OpenAsync(known!.Buyer, ct));
    }

    public async Task<Session> OpenAsync(Buyer buyer, CancellationToken ct)
    {
        var token = SessionToken.Create();
        var now = clock.GetUtcNow();
        await db.ExecuteAsync(
            "INSERT INTO sessions (token_hash, buyer_id, opened_at, expires_at) VALUES ($1, $2, $3, $4)",
            ct, SessionToken.Hash(token), buyer.Id, now, now + Lifetime);
        return new Session(token, buyer, now + Lifetime);
    }

    public Task<Buyer?> FindBuyerAsync(string token, CancellationToken ct) => db.FindAsync(
        """
        SELECT b.id, b.email, b.name
        FROM sessions AS s JOIN buyers AS b ON b.id = s.buyer_id
        WHERE s.token_hash = $1 AND s.expires_at > $2
        """,
        row => new Buyer(row.GetInt64(0), row.GetString(1), row.GetString(2)),
        ct, SessionToken.Hash(token), clock.GetUtcNow());

    public Task EndAsync(string token, CancellationToken ct) =>
        db.ExecuteAsync("DELETE FROM sessions WHERE token_hash = $1", ct, SessionToken.Hash(token));

    private sealed record Known(Buyer Buyer, string PasswordHash);
}
