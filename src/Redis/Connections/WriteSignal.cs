using System.Threading.Tasks.Sources;

namespace Seawall.Redis.Connections;

/// <summary>
/// Wakes the one writer through the pool's common queue: callers that run already add their commands first, so that one write takes them all.
/// </summary>
internal sealed class WriteSignal : IValueTaskSource, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<bool> _core;

    /// <summary>Done with the next <see cref="Set"/>; awaited by one, once for each <see cref="Reset"/>.</summary>
    public ValueTask Task => new(this, _core.Version);

    public void Set() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    public void Reset() => _core.Reset();

    void IThreadPoolWorkItem.Execute() => _core.SetResult(true);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
