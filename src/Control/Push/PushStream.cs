namespace Seawall.Control.Push;

/// <summary>
/// One client's stream: which revision it was given, and at most one event half taken. A reader that is slow gets, when it is ready again, one event from
/// where it is to the newest revision; nothing ever queues for it.
/// </summary>
internal sealed class PushStream(InstanceRecord instance, IReader reader, long since)
{
    private readonly Lock _turn = new();
    private RenderedEvent? _pending;
    private int _offset;
    private long _given = since;
    private long _lastMoved;
    private long _beatAt;
    private bool _gone;

    public InstanceRecord Instance => instance;

    /// <summary>Gives the client what it lacks, or a beat when one is due. False when it is gone or stuck, and the stream is over.</summary>
    /// <param name="now">Milliseconds of a clock that never goes back.</param>
    public bool Advance(PushFeed feed, long now)
    {
        lock (_turn)
        {
            if (_gone)
                return false;
            // 1. The rest of what it has taken half; most often there is none.
            if (_pending is not null && !Flush(now))
                return !_gone && !(_gone = now - _lastMoved > feed.WriteTimeout);
            var head = feed.Head;
            // 2. Everything up to the newest revision as one event.
            if (head.State.Revision > _given)
            {
                var next = feed.From(head, _given);
                _given = next.Revision;
                if (!Begin(next, now))
                    return !_gone;
            }
            // 3. A sign of life with the digest, if nothing was said for long.
            if (now >= _beatAt && head.State.Revision == _given)
            {
                _beatAt = feed.NextBeat(now);
                Begin(head.Beat, now);
            }
            return !_gone;
        }
    }

    public void Drop() => reader.Drop();

    private bool Begin(RenderedEvent next, long now)
    {
        (_pending, _offset, _lastMoved) = (next, 0, now);
        return Flush(now);
    }

    private bool Flush(long now)
    {
        var offset = reader.Offer(_pending!, _offset);
        if (offset < 0)
        {
            _gone = true;
            return false;
        }
        if (offset > _offset)
            _lastMoved = now;
        if (offset < _pending!.Chunk.Length)
        {
            _offset = offset;
            return false;
        }
        (_pending, _offset) = (null, 0);
        return true;
    }
}
