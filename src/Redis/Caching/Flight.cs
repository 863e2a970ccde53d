namespace Seawall.Redis.Caching;

/// <summary>A load that its callers share: it is cancelled when the last of them has left, not before.</summary>
internal sealed class SharedLoad
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly Lock _lock = new();
    private int _callers = 1;

    public CancellationToken Token => _cancel.Token;

    /// <summary>False when everyone has left already; then it can't be had any more.</summary>
    public bool TryJoin()
    {
        lock (_lock)
        {
            if (_callers == 0)
                return false;
            _callers++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_callers > 0)
                return;
        }
        _cancel.Cancel();
    }
}

/// <summary>One key's value on its way.</summary>
internal abstract class Flight(SharedLoad load)
{
    private readonly Lock _lock = new();
    private bool _forgotten;
    private Task? _running;

    public SharedLoad Load => load;

    /// <summary>Takes the work that will land it or fail it, and never throws itself.</summary>
    public void Run(Task work) => _running = work;

    /// <summary>The key was removed: what is on its way is older than that and must not be kept.</summary>
    public void Forget()
    {
        lock (_lock)
            _forgotten = true;
    }

    /// <summary>Keeps the value unless it was forgotten; a removal waits meanwhile, so that it reaches the server second.</summary>
    public void Keep(Action keep)
    {
        lock (_lock)
        {
            if (!_forgotten)
                keep();
        }
    }

    public abstract void Fail(Exception cause);
}

/// <inheritdoc/>
internal sealed class Flight<T>(SharedLoad load) : Flight(load)
{
    private readonly TaskCompletionSource<(bool Found, T? Value)> _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<(bool Found, T? Value)> Landed => _landed.Task;

    public void Land(bool found, T? value) => _landed.TrySetResult((found, value));

    public override void Fail(Exception cause)
    {
        if (_landed.TrySetException(cause))
        {
            // Everyone who waited may have left: a failure that nobody sees is none.
            _ = _landed.Task.Exception;
        }
    }
}
