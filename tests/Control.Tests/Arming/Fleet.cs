using Seawall.Control.Push;

namespace Seawall.Control.Tests.Arming;

/// <summary>Instances that say what the test lets them say.</summary>
internal sealed class Fleet : IInstances
{
    private readonly Lock _turn = new();
    private readonly SortedDictionary<string, InstanceView> _all = new(StringComparer.Ordinal);
    private TaskCompletionSource _word = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How often somebody waited for a word.</summary>
    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Say(string instance, long acked, params string[] faults)
    {
        lock (_turn)
        {
            _all[instance] = new InstanceView("shop", instance, true, acked, 0, 0, false, false, faults);
            _word.SetResult();
            _word = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public FleetView Look()
    {
        lock (_turn)
            return new FleetView(0, _all.Count, _all.Count, 0, [], [.. _all.Values]);
    }

    public Task WordAsync(CancellationToken cancellationToken)
    {
        lock (_turn)
        {
            Asked.TrySetResult();
            return _word.Task.WaitAsync(cancellationToken);
        }
    }
}
