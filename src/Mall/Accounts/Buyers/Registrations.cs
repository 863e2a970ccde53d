using Microsoft.Extensions.DependencyInjection;
using Seawall.Client.Sql;
using Seawall.Mall.Accounts.Sessions;
using Seawall.Mall.Contracts.Accounts;

namespace Seawall.Mall.Accounts.Buyers;

/// <summary>Creates buyers.</summary>
internal sealed class Registrations(
    [FromKeyedServices(AccountsBusiness.Name)] SeawallDataSource db, Passwords passwords, BuyerSessions sessions, TimeProvider clock)
{
    private const int LongestName = 40;

    public async Task<SignInResult> RegisterAsync(Registration registration, CancellationToken ct)
    {
        if (Email.Normalize(registration.Email) is not { } email)
            return new SignInResult(SignInOutcome.EmailInvalid);
        if (registration.Password.Length is < Passwords.Shortest or > Passwords.Longest)
            return new SignInResult(SignInOutcome.PasswordTooShort);
        var name = registration.Name.Trim();
        if (name.Length is 0 or > LongestName)
            return new SignInResult(SignInOutcome.NameInvalid);

        var hash = await passwords.HashAsync(registration.Password, ct);
        var buyer = await db.FindAsync(
            """
            INSERT INTO buyers (email, name, password_hash, registered_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (email) DO NOTHING
            RETURNING id
            """,
            row => new Buyer(row.GetInt64(0), email, name),
            ct, email, name, hash, clock.GetUtcNow());
        return buyer is null
            ? new SignInResult(SignInOutcome.EmailTaken)
            : new SignInResult(SignInOutcome.SignedIn, await sessions.OpenAsync(buyer, ct));
    }
}
