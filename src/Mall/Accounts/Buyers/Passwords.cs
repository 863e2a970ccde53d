using Microsoft.AspNetCore.Identity;

namespace Seawall.Mall.Accounts.Buyers;

/// <summary>Hashes and checks passwords with the framework's hasher.</summary>
internal sealed class Passwords
{
    public const int Shortest = 8;
    public const int Longest = 128;

    private static readonly object Nobody = new();

    private readonly PasswordHasher<object> _hasher = new();
    private readonly Lazy<string> _hashOfNobody;

    public Passwords() => _hashOfNobody = new Lazy<string>(() => Hash("nobody's password"));

    public string Hash(string password) => _hasher.HashPassword(Nobody, password);

    /// <summary>False for an unknown buyer too, after the same work, so that the time taken does not tell who is registered.</summary>
    public bool Matches(string? hash, string password)
    {
        var verdict = _hasher.VerifyHashedPassword(Nobody, hash ?? _hashOfNobody.Value, password);
        return hash is not null && verdict != PasswordVerificationResult.Failed;
    }
}
