using Seawall.Client.Config.Emergency;

namespace Seawall.Client.Config;

/// <summary>
/// Puts together what is in force: the center's snapshot, over it the armed changes whose moment has come, and over these the break-glass acts that the center has not merged
/// yet. Either comes back in the revision that takes away its own key, in which its changes are as well, so that there is no moment without them.
/// </summary>
internal sealed class ConfigKeeper(LiveConfig live, ConfigState state, TimeProvider? clock = null)
{
    private readonly TimeProvider _time = clock ?? TimeProvider.System;
    private readonly Lock _turn = new();
    private IReadOnlyList<EmergencyAct> _acts = [];
    private IReadOnlyList<ArmedChanges> _armed = [];
    private DateTimeOffset? _nextMoment;
    private TaskCompletionSource _moved = NewSignal();
    private TaskCompletionSource _rearmed = NewSignal();

    /// <summary>The center's snapshot, without what is laid over it; this is what is kept and acknowledged.</summary>
    public ConfigSnapshot Base { get; private set; } = ConfigSnapshot.Empty;

    /// <summary>The snapshot that was read from the disk at the start.</summary>
    public ConfigSnapshot Kept { get; private set; } = ConfigSnapshot.Empty;

    /// <summary>When the next armed changes come into force, null for never; and what completes when that is another moment.</summary>
    public (DateTimeOffset? At, Task Changed) NextMoment
    {
        get
        {
            lock (_turn)
                return (_nextMoment, _rearmed.Task);
        }
    }

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
            _armed = ArmedChanges.In(next);
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

    /// <summary>Puts the armed changes in force whose moment has come.</summary>
    public void Reach()
    {
        lock (_turn)
        {
            if (_nextMoment <= _time.GetUtcNow())
                PutInForce(state.Current.Source);
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
        var now = _time.GetUtcNow();
        var fitting = _armed.Where(armed => armed.Fits(Base)).ToArray();
        var due = fitting.Where(armed => armed.At <= now).ToArray();
        var waiting = fitting.Where(armed => !(armed.At <= now)).ToArray();
        EmergencyAct[] open = [.. _acts.Where(act => Base[act.Marker] is null && act.IsAllowed(Base))];
        var reached = due.Aggregate(Base, (snapshot, armed) => armed.Over(snapshot));
        // First what is in force, then what is held ready: states that come into force are at no time in neither place.
        var faults = live.Swap(Over(reached, open)).ToList();
        // One may come after another, or without it.
        var (candidates, together) = (new List<ConfigSnapshot>(), reached);
        foreach (var armed in waiting)
        {
            candidates.Add(Over(armed.Over(reached), open));
            together = armed.Over(together);
            candidates.Add(Over(together, open));
        }
        faults.AddRange(live.Hold(candidates));
        Await(waiting.FirstOrDefault()?.At);
        string[] told = [.. faults.Select(fault => $"{fault.GetType().Name}: {fault.Message}")];
        state.Change(standing => standing with
        {
            Revision = Base.Revision,
            Source = source,
            Emergency = [.. open.Select(act => act.Id)],
            Armed = [.. waiting.Select(armed => armed.Id)],
            Faults = told,
        });
        return told;
    }

    private static ConfigSnapshot Over(ConfigSnapshot snapshot, EmergencyAct[] open) => open.Length == 0 ? snapshot
        : snapshot.With(snapshot.Revision, open.SelectMany(act => act.Changes).Select(change => new ConfigChange(change.Key, change.Value, snapshot.Revision)));

    private void Await(DateTimeOffset? next)
    {
        if (next == _nextMoment)
            return;
        _nextMoment = next;
        var rearmed = _rearmed;
        _rearmed = NewSignal();
        rearmed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
