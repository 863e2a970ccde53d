using Microsoft.AspNetCore.Identity;

namespace Seawall.Mall.Accounts.Buyers;

/// <summary>
/// Hashes and checks passwords with the framework's hasher. Each takes a processor for tens of milliseconds, so few run at once: a crowd that signs in
/// waits in line and leaves the other processors to who is signed in already, and nothing is hashed for a caller who has given up.
/// </summary>
internal sealed class Passwords : IDisposable
{
    public const int Shortest = 8;
    public const int Longest = 128;

    private static readonly object Nobody = new();

    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly PasswordHasher<object> _hasher = new();
    private readonly Lazy<string> _hashOfNobody;

    public Passwords() => _hashOfNobody = new Lazy<string>(() => Hash("nobody's password"));

    public Task<string> HashAsync(string password, CancellationToken ct) => InTurnAsync(() => Hash(password), ct);

    /// <summary>False for an unknown buyer too, after the same work, so that the time taken does not tell who is registered.</summary>
    public Task<bool> MatchesAsync(string? hash, string password, CancellationToken ct) => InTurnAsync(
        () =>
        {
            var verdict = _hasher.VerifyHashedPassword(Nobody, hash ?? _hashOfNobody.Value, password);
            return hash is not null && verdict != PasswordVerificationResult.Failed;
        },
        ct);

    public void Dispose() => _turns.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            return work();
        }
        finally
        {
            _turns.Release();
        }
    }

    private string Hash(string password) => _hasher.HashPassword(Nobody, password);
}
