using Seawall.Client.Config.Emergency;

namespace Seawall.Client.Config;

/// <summary>
/// Puts together what is in force: the center's snapshot, and over it the break-glass acts that the center has not merged yet. An act whose marker is in the
/// snapshot came back with it, in the same revision as its changes, so that there is no moment without them.
/// </summary>
internal sealed class ConfigKeeper(LiveConfig live, ConfigState state)
{
    private readonly Lock _turn = new();
    private IReadOnlyList<EmergencyAct> _acts = [];
    private TaskCompletionSource _moved = NewSignal();

    /// <summary>The center's snapshot, without what is laid over it; this is what is kept and acknowledged.</summary>
    public ConfigSnapshot Base { get; private set; } = ConfigSnapshot.Empty;

    /// <summary>The snapshot that was read from the disk at the start.</summary>
    public ConfigSnapshot Kept { get; private set; } = ConfigSnapshot.Empty;

    /// <summary>Starts with the copy of the disk.</summary>
    public void Begin(ConfigSnapshot kept)
    {
        Kept = kept;
        Accept(kept, ConfigSource.File);
    }

    /// <summary>Puts a snapshot of the center in force; what listeners could not apply comes back.</summary>
    public IReadOnlyList<string> Accept(ConfigSnapshot next, ConfigSource source)
    {
        lock (_turn)
        {
            Base = next;
            var faults = PutInForce(source);
            var moved = _moved;
            _moved = NewSignal();
            moved.SetResult();
            return faults;
        }
    }

    /// <summary>Lays these acts over the snapshot instead of those that were.</summary>
    public IReadOnlyList<string> Lay(IReadOnlyList<EmergencyAct> acts)
    {
        lock (_turn)
        {
            _acts = acts;
            return PutInForce(state.Current.Source);
        }
    }

    /// <summary>Completes when <see cref="Base"/> is another than a snapshot.</summary>
    public Task WaitPastAsync(ConfigSnapshot snapshot, CancellationToken cancellationToken)
    {
        lock (_turn)
            return ReferenceEquals(Base, snapshot) ? _moved.Task.WaitAsync(cancellationToken) : Task.CompletedTask;
    }

    private IReadOnlyList<string> PutInForce(ConfigSource source)
    {
        EmergencyAct[] open = [.. _acts.Where(act => Base[act.Marker] is null)];
        var effective = open.Length == 0 ? Base
            : Base.With(Base.Revision, open.SelectMany(act => act.Changes).Select(change => new ConfigChange(change.Key, change.Value, Base.Revision)));
        string[] faults = [.. live.Swap(effective).Select(fault => $"{fault.GetType().Name}: {fault.Message}")];
        state.Change(now => now with
        {
            Revision = Base.Revision,
            Source = source,
            Emergency = [.. open.Select(act => act.Id)],
            Faults = faults,
        });
        return faults;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
