using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace Seawall.Client.Limits;

/// <summary>
/// Requests at once, their number following what the service can take; who finds no place waits a short time in a bounded queue from which the highest rank
/// goes first and the lowest is pushed out. The resource is the rank (<see cref="Rank"/>).
/// </summary>
/// <remarks>Roles that give way first wait the longest wait; ordinary roles 25 times as long: a moment's stall must cost them time, not errors.</remarks>
internal sealed class RankedLimiter(GradientLimit limit, Overload overload, TimeSpan longestWait, int longestQueue, TimeProvider clock) : PartitionedRateLimiter<int>
{
    private const int Patience = 25;

    private readonly Lock _turn = new();
    private readonly LinkedList<Waiter>[] _waiting = [.. Enumerable.Range(0, Rank.Most).Select(_ => new LinkedList<Waiter>())];
    private int _running;
    private int _queued;
    private long _endedAt = clock.GetTimestamp();
    private long _granted;
    private long _refused;

    /// <summary>How many run.</summary>
    public int Running
    {
        get
        {
            lock (_turn)
                return _running;
        }
    }

    /// <summary>How many may run now.</summary>
    public int Most
    {
        get
        {
            lock (_turn)
                return limit.Current;
        }
    }

    public override RateLimiterStatistics GetStatistics(int resource)
    {
        lock (_turn)
        {
            return new()
            {
                CurrentAvailablePermits = Math.Max(0, limit.Current - _running),
                CurrentQueuedCount = _queued,
                TotalSuccessfulLeases = _granted,
                TotalFailedLeases = _refused,
            };
        }
    }

    protected override RateLimitLease AttemptAcquireCore(int resource, int permitCount)
    {
        lock (_turn)
            return _queued == 0 && _running < limit.Current ? Grant() : Refuse();
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int resource, int permitCount, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<RateLimitLease>(cancellationToken);
        Waiter waiter;
        Waiter? pushedOut = null;
        lock (_turn)
        {
            if (_queued == 0 && _running < limit.Current)
                return new(Grant());
            if (_queued >= longestQueue && (pushedOut = TakeLowestBelow(resource)) is null)
                return new(Refuse());
            waiter = new Waiter(clock.GetTimestamp());
            waiter.Place = _waiting[resource].AddLast(waiter);
            _queued++;
        }
        pushedOut?.End(new Refused(longestWait));
        waiter.Begin(this, clock, Rank.IsOrdinary(resource) ? longestWait * Patience : longestWait, cancellationToken);
        return new(waiter.Task);
    }

    private Lease Grant()
    {
        _running++;
        _granted++;
        return new Lease(this, clock.GetTimestamp());
    }

    private Refused Refuse()
    {
        _refused++;
        return new Refused(longestWait);
    }

    private void Leave(long startedAt)
    {
        while (true)
        {
            Waiter? next;
            Lease lease;
            lock (_turn)
            {
                if (startedAt >= 0)
                {
                    var now = clock.GetTimestamp();
                    limit.Note(clock.GetElapsedTime(startedAt, now), _running, clock.GetElapsedTime(_endedAt, now));
                    _endedAt = now;
                    _running--;
                    startedAt = -1;
                }
                if (_running >= limit.Current || (next = TakeHighest()) is null)
                    return;
                lease = Grant();
            }
            overload.Waited(clock.GetElapsedTime(next.Since));
            // Only who takes a waiter out of its list answers it.
            next.End(lease);
        }
    }

    private void GiveUp(Waiter waiter, RateLimitLease? refusal)
    {
        lock (_turn)
        {
            if (waiter.Place!.List is not { } list)
                return;
            list.Remove(waiter.Place);
            _queued--;
            _refused++;
        }
        overload.Waited(clock.GetElapsedTime(waiter.Since));
        waiter.End(refusal);
    }

    private Waiter? TakeHighest()
    {
        for (var rank = Rank.Most - 1; _queued > 0 && rank >= 0; rank--)
        {
            if (_waiting[rank].First is { } first)
                return Take(first);
        }
        return null;
    }

    // The newest of the lowest rank has waited the shortest time for nothing.
    private Waiter? TakeLowestBelow(int limitRank)
    {
        for (var rank = 0; rank < limitRank; rank++)
        {
            if (_waiting[rank].Last is not { } last)
                continue;
            _refused++;
            return Take(last);
        }
        return null;
    }

    private Waiter Take(LinkedListNode<Waiter> place)
    {
        place.List!.Remove(place);
        _queued--;
        return place.Value;
    }

    private sealed class Waiter(long since)
    {
        private readonly TaskCompletionSource<RateLimitLease> _lease = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private ITimer? _timer;
        private CancellationTokenRegistration _cancelled;

        public long Since => since;

        public LinkedListNode<Waiter>? Place { get; set; }

        public Task<RateLimitLease> Task => _lease.Task;

        public void Begin(RankedLimiter owner, TimeProvider clock, TimeSpan longestWait, CancellationToken ct)
        {
            _timer = clock.CreateTimer(_ => owner.GiveUp(this, new Refused(longestWait)), null, longestWait, Timeout.InfiniteTimeSpan);
            _cancelled = ct.UnsafeRegister(_ => owner.GiveUp(this, null), null);
            // It may have been answered before its clock began to run.
            if (_lease.Task.IsCompleted)
                Rest();
        }

        /// <summary>Answers with a lease, or as cancelled with null.</summary>
        public void End(RateLimitLease? lease)
        {
            if (lease is null)
                _lease.TrySetCanceled(_cancelled.Token);
            else
                _lease.TrySetResult(lease);
            Rest();
        }

        private void Rest()
        {
            _timer?.Dispose();
            _cancelled.Unregister();
        }
    }

    private sealed class Lease(RankedLimiter owner, long startedAt) : RateLimitLease
    {
        private int _isOver;

        public override bool IsAcquired => true;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
        {
            metadata = null;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
                owner.Leave(startedAt);
        }
    }
}
