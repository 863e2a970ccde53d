using System.Threading.RateLimiting;

namespace Seawall.Client.Bulkheads;

/// <summary>
/// What one dependency may hold of this process: so many calls at once, so many waiting, so long. What comes on top fails at once, so that a dependency that
/// hangs takes neither threads nor connections from the others (Nygard, Release It!, 2007, "Bulkheads").
/// </summary>
internal sealed class Bulkhead(string dependency, BulkheadOptions unset, TimeProvider clock)
{
    private volatile Standing _standing = new(unset);

    public string Dependency => dependency;

    /// <summary>What holds while the config center says nothing.</summary>
    public BulkheadOptions Unset => unset;

    public BulkheadOptions Options => _standing.Options;

    /// <summary>Calls that hold a place.</summary>
    public long Running => Options.Concurrency - _standing.Limiter.GetStatistics()!.CurrentAvailablePermits;

    /// <summary>Calls that wait for one.</summary>
    public long Waiting => _standing.Limiter.GetStatistics()!.CurrentQueuedCount;

    /// <summary>Puts other options in force for calls from now on; calls that are under way end under the former.</summary>
    public void Change(BulkheadOptions options)
    {
        if (options != Options)
            _standing = new Standing(options);
    }

    /// <summary>A place that is free at this moment; null when there is none.</summary>
    public RateLimitLease? TryEnter()
    {
        var lease = _standing.Limiter.AttemptAcquire();
        BulkheadFigures.Count(dependency, lease.IsAcquired ? "admitted" : "refused");
        return lease.IsAcquired ? lease : null;
    }

    /// <summary>A place, waited for as long as the options say; null when none came free, or too many wait already.</summary>
    public ValueTask<RateLimitLease?> EnterAsync(CancellationToken ct)
    {
        var standing = _standing;
        var lease = standing.Limiter.AttemptAcquire();
        if (!lease.IsAcquired)
            return WaitAsync(standing, ct);
        BulkheadFigures.Count(dependency, "admitted");
        return new(lease);
    }

    private async ValueTask<RateLimitLease?> WaitAsync(Standing standing, CancellationToken ct)
    {
        using var over = new CancellationTokenSource(TimeSpan.FromMilliseconds(standing.Options.WaitMs), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, over.Token);
        try
        {
            var lease = await standing.Limiter.AcquireAsync(1, either.Token).ConfigureAwait(false);
            BulkheadFigures.Count(dependency, lease.IsAcquired ? "waited" : "refused");
            return lease.IsAcquired ? lease : null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            BulkheadFigures.Count(dependency, "refused");
            return null;
        }
    }

    private sealed class Standing(BulkheadOptions options)
    {
        public BulkheadOptions Options => options;

        public ConcurrencyLimiter Limiter { get; } = new(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.Concurrency,
            QueueLimit = options.Queue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }
}
