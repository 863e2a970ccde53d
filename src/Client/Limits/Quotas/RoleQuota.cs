using System.Threading.RateLimiting;

namespace Seawall.Client.Limits;

/// <summary>What one role may use under one limit: its share of requests at once, then its rate. Refused at the first, the second is not charged.</summary>
internal sealed class RoleQuota(Quota quota, TimeProvider clock)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly TokenBucket? _rate = quota.Rate is { } rate ? new TokenBucket(rate, quota.Burst, clock) : null;
    private readonly RateLimiter? _concurrency = quota.Concurrency switch
    {
        null => null,
        0 => new Closed(),
        { } most => new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = 0, QueueProcessingOrder = QueueProcessingOrder.OldestFirst }),
    };

    /// <summary>How long a refusal is held back.</summary>
    public TimeSpan Delay { get; } = TimeSpan.FromMilliseconds(quota.DelayMs);

    /// <summary>A lease to be given back, or null with the time after which to come again.</summary>
    public RateLimitLease? TryEnter(out TimeSpan retryAfter)
    {
        retryAfter = Soon;
        var place = _concurrency?.AttemptAcquire() ?? Granted.Lease;
        if (!place.IsAcquired)
            return null;
        if (_rate?.AttemptAcquire() is { IsAcquired: false } refused)
        {
            place.Dispose();
            if (refused.TryGetMetadata(MetadataName.RetryAfter, out var time))
                retryAfter = time;
            return null;
        }
        return place;
    }

    /// <summary>A share of nothing: the framework's limiter has at least one permit.</summary>
    private sealed class Closed : RateLimiter
    {
        public override TimeSpan? IdleDuration => null;

        public override RateLimiterStatistics GetStatistics() => new();

        protected override RateLimitLease AttemptAcquireCore(int permitCount) => new Refused(Soon);

        protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(permitCount));
    }
}
