namespace Seawall.Client.Config;

/// <summary>The config this process works by: one snapshot at a time, swapped whole, with those who act on it.</summary>
/// <remarks>In services it is fed by the config center's stream and the last known good copy; in the config center by its own store.</remarks>
public sealed class LiveConfig
{
    private readonly Lock _turn = new();
    private readonly List<Listener> _listeners = [];
    private volatile ConfigSnapshot _current = ConfigSnapshot.Empty;
    private IReadOnlyList<ConfigSnapshot> _ready = [];

    public ConfigSnapshot Current => _current;

    /// <summary>Calls back at once with what stands and after every swap, one call at a time and in order, until disposed; what it cannot apply is among the <see cref="Faults"/>.</summary>
    /// <param name="apply">Takes effect before it returns: what it applied is acknowledged then. It must not subscribe or swap.</param>
    /// <param name="prepare">Works out what may come into force at a moment's notice, called after every change of that; null for those that need no time.</param>
    public IDisposable Subscribe(Action<ConfigSnapshot> apply, Action<IReadOnlyList<ConfigSnapshot>>? prepare = null)
    {
        var listener = new Listener(this, apply, prepare);
        lock (_turn)
        {
            listener.Apply(_current);
            listener.Prepare(_ready);
            _listeners.Add(listener);
        }
        return listener;
    }

    /// <summary>What listeners could not apply of what stands.</summary>
    public IReadOnlyList<Exception> Faults
    {
        get
        {
            lock (_turn)
                return [.. _listeners.Select(listener => listener.Fault).OfType<Exception>()];
        }
    }

    /// <summary>Puts a snapshot in force and returns when every listener has applied it; what a listener could not apply comes back and stops none of the others.</summary>
    public IReadOnlyList<Exception> Swap(ConfigSnapshot next)
    {
        lock (_turn)
        {
            _current = next;
            foreach (var listener in _listeners)
                listener.Apply(next);
            return Faults;
        }
    }

    /// <summary>Lets listeners prepare what may come into force soon; what one could not prepare comes back.</summary>
    public IReadOnlyList<Exception> Hold(IReadOnlyList<ConfigSnapshot> ready)
    {
        lock (_turn)
        {
            if (ready.Count == 0 && _ready.Count == 0)
                return [];
            _ready = ready;
            return [.. _listeners.Select(listener => listener.Prepare(ready)).OfType<Exception>()];
        }
    }

    private sealed class Listener(LiveConfig owner, Action<ConfigSnapshot> apply, Action<IReadOnlyList<ConfigSnapshot>>? prepare) : IDisposable
    {
        public Exception? Fault { get; private set; }

        // A value that one part of a service cannot use must neither stop the others nor a start from the last known good copy.
        public void Apply(ConfigSnapshot snapshot)
        {
            try
            {
                apply(snapshot);
                Fault = null;
            }
            catch (Exception e)
            {
                Fault = e;
            }
        }

        public Exception? Prepare(IReadOnlyList<ConfigSnapshot> ready)
        {
            try
            {
                prepare?.Invoke(ready);
                return null;
            }
            catch (Exception e)
            {
                return e;
            }
        }

        public void Dispose()
        {
            lock (owner._turn)
                owner._listeners.Remove(this);
        }
    }
}
