using System.Net;
using System.Threading.RateLimiting;

namespace Seawall.Control.Operators;

/// <summary>Bounds how often an address may show a token that is nobody's.</summary>
/// <remarks>Tokens are 256 random bits, so the bound keeps the log and the processor quiet rather than the tokens safe; a right one passes, so that nobody can lock another out.</remarks>
internal sealed class TokenAttempts : IDisposable
{
    private const int AMinute = 20;

    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = AMinute, Window = TimeSpan.FromMinutes(1) }));

    /// <summary>Counts a failure; false when there were too many.</summary>
    public bool TryFail(IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire(address ?? IPAddress.None);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
