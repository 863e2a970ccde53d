using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace Seawall.Client.Limits;

/// <summary>A rate with a burst: tokens come evenly and continuously, unlike the framework's, which come by the period. Nobody waits in it.</summary>
/// <param name="rate">Tokens a second, 0 or more.</param>
/// <param name="burst">The most tokens that gather, 1 or more.</param>
internal sealed class TokenBucket(double rate, double burst, TimeProvider clock) : RateLimiter
{
    private readonly Lock _turn = new();
    private readonly double _burst = burst;
    private double _tokens = burst;
    private long _at = clock.GetTimestamp();
    private long _taken;
    private long _refused;

    public override TimeSpan? IdleDuration => null;

    public override RateLimiterStatistics GetStatistics()
    {
        lock (_turn)
            return new() { CurrentAvailablePermits = (long)_tokens, TotalSuccessfulLeases = _taken, TotalFailedLeases = _refused };
    }

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_turn)
        {
            var now = clock.GetTimestamp();
            _tokens = Math.Min(_burst, _tokens + (clock.GetElapsedTime(_at, now).TotalSeconds * rate));
            _at = now;
            if (_tokens >= permitCount)
            {
                _tokens -= permitCount;
                _taken++;
                return Granted.Lease;
            }
            _refused++;
            return new Refused(rate > 0 ? TimeSpan.FromSeconds((permitCount - _tokens) / rate) : TimeSpan.MaxValue);
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(permitCount));
}

/// <summary>A lease that nothing has to be given back for.</summary>
internal sealed class Granted : RateLimitLease
{
    public static Granted Lease { get; } = new();

    public override bool IsAcquired => true;

    public override IEnumerable<string> MetadataNames => [];

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = null;
        return false;
    }
}

/// <summary>A refusal that says when to come again.</summary>
internal sealed class Refused(TimeSpan retryAfter) : RateLimitLease
{
    public override bool IsAcquired => false;

    public override IEnumerable<string> MetadataNames => [MetadataName.RetryAfter.Name];

    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
    {
        metadata = metadataName == MetadataName.RetryAfter.Name ? retryAfter : null;
        return metadata is not null;
    }
}
