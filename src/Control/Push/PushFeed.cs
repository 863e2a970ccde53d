using Seawall.Control.Config;

namespace Seawall.Control.Push;

/// <summary>What streams take their events from: the store's newest state, rendered once.</summary>
internal sealed class PushFeed(IConfigStore store, PushOptions options, TimeProvider time, Random random)
{
    // Digests of the revisions that went out last: a client that comes back with another one has something else.
    private const int Remembered = 1024;

    private readonly Lock _turn = new();
    private readonly Dictionary<long, ulong> _digests = [];
    private volatile PushHead _head = new(store.Current, options.BeatEvery);

    public PushHead Head => _head;

    /// <summary>Milliseconds after which a stuck reader is dropped.</summary>
    public long WriteTimeout { get; } = (long)options.WriteTimeout.TotalMilliseconds;

    /// <summary>Milliseconds that never go back.</summary>
    public long Now => (long)time.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>When the newest revision became known: from then on instances may be late.</summary>
    public long MovedAt { get; private set; }

    /// <summary>Whether what is here is at least of a revision that somebody has applied already.</summary>
    public bool IsAtLeast(long revision)
    {
        Refresh();
        return revision <= _head.State.Revision;
    }

    /// <summary>Takes up what the store has published since.</summary>
    public void Refresh()
    {
        lock (_turn)
        {
            var current = store.Current;
            if (current.Revision == _head.State.Revision && current.Digest == _head.State.Digest)
                return;
            if (_digests.Count >= Remembered)
                _digests.Clear();
            _digests[_head.State.Revision] = _head.State.Digest;
            MovedAt = Now;
            _head = new PushHead(current, options.BeatEvery);
        }
    }

    public RenderedEvent From(PushHead head, long revision) => head.From(revision, store.Since);

    /// <summary>Where a stream begins: after the client's revision if what it has is what was sent then, as far as that is still known; else with everything.</summary>
    public long Resume(long since, ulong digest)
    {
        lock (_turn)
        {
            var head = _head.State;
            if (since <= 0 || since > head.Revision)
                return 0;
            return since == head.Revision ? digest == head.Digest ? since : 0
                : !_digests.TryGetValue(since, out var sent) || sent == digest ? since : 0;
        }
    }

    /// <summary>When a stream beats next: a moment of its own in the last third before the beat is due.</summary>
    public long NextBeat(long now)
    {
        lock (_turn)
            return now + (long)(options.BeatEvery.TotalMilliseconds * (0.65 + (0.3 * random.NextDouble())));
    }
}
