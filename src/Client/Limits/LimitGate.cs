using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Seawall.Client.Calls;
using Seawall.Client.Switches;

namespace Seawall.Client.Limits;

/// <summary>One limit at work: the quotas of its roles, and its adaptive limiter if it has one.</summary>
internal sealed class LimitGate(Limit limit, Overload overload, TimeProvider clock)
{
    private const int LongestQueue = 256;
    private const int Initial = 32;
    private const int MostHeld = 4096;

    private readonly ConcurrentDictionary<string, RoleQuota?> _quotas = new(StringComparer.Ordinal);
    private readonly TimeSpan _wait = TimeSpan.FromMilliseconds(limit.QueueMs);
    private readonly RankedLimiter? _adaptive = limit.Mode == LimitMode.Adaptive
        ? new RankedLimiter(new GradientLimit(limit.Least, limit.Most, Initial), overload, TimeSpan.FromMilliseconds(limit.QueueMs), LongestQueue, clock)
        : null;

    private int _held;

    public Limit Limit => limit;

    /// <summary>The adaptive limiter; null for quotas only.</summary>
    public RankedLimiter? Adaptive => _adaptive;

    public bool Covers(string path) => limit.Path is null || EdgeRule.MeetsPath(limit.Path, path);

    /// <summary>Takes what the request needs, waiting for its turn at most the limit's time; the answer is to be disposed when the request ends.</summary>
    /// <param name="grade">How much the request matters; the limit's own grade when null.</param>
    public async ValueTask<Admission> EnterAsync(CallContext call, Grade? grade, CancellationToken ct)
    {
        // 1. The role's quota: a flood is over here.
        RateLimitLease? place = null;
        if (QuotaOf(call.Role) is { } quota && (place = quota.TryEnter(out var retryAfter)) is null)
        {
            await HoldBackAsync(quota.Delay, ct);
            return Refuse(call, LimitOutcome.Quota, retryAfter);
        }
        if (_adaptive is null)
            return Admit(call, place, null);

        // 2. The level: under overload the least important are not even queued.
        var rank = Rank.Of(grade ?? limit.Grade, call.Role, limit.First);
        if (!overload.Admits(rank, _wait))
        {
            place?.Dispose();
            return Refuse(call, LimitOutcome.Level, _wait);
        }

        // 3. A place among those that run at once.
        RateLimitLease turn;
        try
        {
            turn = await _adaptive.AcquireAsync(rank, 1, ct);
        }
        catch
        {
            place?.Dispose();
            throw;
        }
        if (turn.IsAcquired)
            return Admit(call, place, turn);
        place?.Dispose();
        return Refuse(call, LimitOutcome.Queue, _wait);
    }

    // So many at most: what is held costs memory, and the next are answered at once.
    private async ValueTask HoldBackAsync(TimeSpan delay, CancellationToken ct)
    {
        if (delay == TimeSpan.Zero)
            return;
        try
        {
            if (Interlocked.Increment(ref _held) <= MostHeld)
                await Task.Delay(delay, clock, ct);
        }
        finally
        {
            Interlocked.Decrement(ref _held);
        }
    }

    private RoleQuota? QuotaOf(string role) =>
        limit.Roles.Count == 0 ? null
        : _quotas.GetOrAdd(
            // Roles that nobody registered share one quota, so that inventing names opens no new one.
            limit.Roles.ContainsKey(role) || RoleRegistry.IndexOf(role) != RoleRegistry.Unknown ? role : "",
            static (known, state) => state.limit.QuotaOf(known) is { } quota ? new RoleQuota(quota, state.clock) : null,
            (limit, clock));

    private Admission Admit(CallContext call, RateLimitLease? place, RateLimitLease? turn)
    {
        LimitFigures.Count(limit.Name, call.Role, LimitOutcome.Admitted);
        return new Admission(LimitOutcome.Admitted, TimeSpan.Zero, place, turn);
    }

    private Admission Refuse(CallContext call, LimitOutcome outcome, TimeSpan retryAfter)
    {
        LimitFigures.Count(limit.Name, call.Role, outcome);
        return new Admission(outcome, retryAfter, null, null);
    }
}

/// <summary>What a limit says to a request.</summary>
internal enum LimitOutcome
{
    Admitted,

    /// <summary>The role has used what it may: 429.</summary>
    Quota,

    /// <summary>Overloaded, and this one matters less than what is still served: 503.</summary>
    Level,

    /// <summary>No place came free in time: 503.</summary>
    Queue,
}

/// <summary>A limit's answer with what it took; disposing it gives everything back, once.</summary>
internal readonly record struct Admission(LimitOutcome Outcome, TimeSpan RetryAfter, RateLimitLease? Place, RateLimitLease? Turn) : IDisposable
{
    public bool IsAdmitted => Outcome == LimitOutcome.Admitted;

    public void Dispose()
    {
        Turn?.Dispose();
        Place?.Dispose();
    }
}
