using System.Diagnostics.Metrics;

namespace Seawall.Client.Switches;

/// <summary>
/// The states of switches that requests may be served under: the current ones, those they replaced a moment ago, and those that are held ready. A request begins under one and
/// stays under it in every process it comes to, by its digest.
/// </summary>
internal sealed class SwitchBook
{
    /// <summary>How long replaced states serve the requests that began under them.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(60);

    /// <summary>How many different ones are kept at most.</summary>
    public const int MostKept = 8;

    private static readonly Meter Meter = new("Seawall.Switches");
    private static readonly Counter<long> Mismatches = Meter.CreateCounter<long>(
        "seawall.switch.mismatch", "{call}", "Calls served under this process's own switches, because it did not have those that their request began under.");

    private readonly Lock _turn = new();
    private volatile SwitchStates _current = SwitchStates.None();
    private volatile SwitchStates[] _ready = [];
    private volatile Replaced[] _replaced = [];

    public SwitchStates Current => _current;

    /// <summary>Held ready, in the order in which they come into force.</summary>
    public IReadOnlyList<SwitchStates> Ready => _ready;

    /// <summary>Every state that a request may be held to.</summary>
    public IEnumerable<SwitchStates> All => [_current, .. _ready, .. _replaced.Select(replaced => replaced.States)];

    /// <summary>The states that a call is served under: those that its request began under, as far as they are here; else the current ones.</summary>
    /// <param name="claimed">The digest that a trusted caller named; null at the edge.</param>
    public SwitchStates Pin(ulong? claimed)
    {
        var current = _current;
        return claimed is null || claimed == current.Digest ? current : Find(claimed.Value, current);
    }

    /// <summary>Puts states in force; those that they replace go on for the requests that began under them.</summary>
    public void Put(SwitchStates next, DateTimeOffset now)
    {
        lock (_turn)
        {
            if (ReferenceEquals(next, _current))
                return;
            var replaced = new Replaced(_current, now + KeepFor);
            next.Since = next.Digest == _current.Digest && _current.Since != default ? _current.Since : now;
            // In this order, so that a call of the former states finds them in one place or the other.
            _replaced = [replaced, .. _replaced.Where(former => former.States != next)];
            _current = next;
            Drop(now);
        }
    }

    /// <summary>Holds these ready instead of those that were.</summary>
    public void Hold(SwitchStates[] ready)
    {
        lock (_turn)
            _ready = ready;
    }

    /// <summary>Lets go of replaced states that nobody should be served under any more.</summary>
    public void Retire(DateTimeOffset now)
    {
        if (_replaced.Length == 0)
            return;
        lock (_turn)
            Drop(now);
    }

    private SwitchStates Find(ulong digest, SwitchStates current)
    {
        foreach (var states in _ready)
        {
            if (states.Digest == digest)
                return states;
        }
        foreach (var replaced in _replaced)
        {
            if (replaced.States.Digest == digest)
                return replaced.States;
        }
        // It may have come into force while the others were looked through.
        current = _current;
        if (current.Digest != digest)
            Mismatches.Add(1);
        return current;
    }

    private void Drop(DateTimeOffset now)
    {
        var digests = new HashSet<ulong>();
        var kept = new List<Replaced>();
        foreach (var replaced in _replaced)
        {
            if (replaced.Until > now && (digests.Count < MostKept || digests.Contains(replaced.States.Digest)))
            {
                digests.Add(replaced.States.Digest);
                kept.Add(replaced);
            }
            else
            {
                replaced.States.Retire();
            }
        }
        _replaced = [.. kept];
    }

    private sealed record Replaced(SwitchStates States, DateTimeOffset Until);
}
