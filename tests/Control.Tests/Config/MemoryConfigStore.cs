using Seawall.Client.Config;
using Seawall.Control.Config;

namespace Seawall.Control.Tests;

/// <summary>A store without a disk: every publish is in force at once and kept for ever.</summary>
internal sealed class MemoryConfigStore : IConfigStore
{
    private readonly Lock _turn = new();
    private readonly List<ConfigChange> _changes = [];
    private TaskCompletionSource _moved = NewSignal();
    private volatile ConfigSnapshot _current = ConfigSnapshot.Empty;

    public ConfigSnapshot Current => _current;

    public ConfigDelta? Since(long revision)
    {
        lock (_turn)
        {
            return revision < 0 || revision > _current.Revision ? null
                : new ConfigDelta(revision, _current.Revision, _current.Digest, [.. _changes.Where(change => change.Revision > revision)]);
        }
    }

    public Task WaitPastAsync(long revision, CancellationToken cancellationToken)
    {
        lock (_turn)
            return _current.Revision > revision ? Task.CompletedTask : _moved.Task.WaitAsync(cancellationToken);
    }

    public Task<PublishOutcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        TaskCompletionSource moved;
        lock (_turn)
        {
            var revision = _current.Revision + 1;
            ConfigChange[] changes = [.. request.Changes.Select(change => new ConfigChange(change.Key, change.Value, revision))];
            _changes.AddRange(changes);
            _current = _current.With(revision, changes);
            (moved, _moved) = (_moved, NewSignal());
        }
        moved.SetResult();
        return Task.FromResult<PublishOutcome>(new PublishOutcome.Published(_current.Revision));
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
