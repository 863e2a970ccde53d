namespace Seawall.Lab.Http;

/// <summary>Requests that are due and found every connection busy, in order; a ring of fixed size, so a full one sheds.</summary>
internal sealed class WaitingQueue(int limit)
{
    private readonly Waiting[] _ring = new Waiting[Math.Max(1, limit)];
    private int _first;

    public int Count { get; private set; }

    public bool TryAdd(int request, long intended)
    {
        if (Count >= limit)
        {
            return false;
        }

        _ring[(int)(((long)_first + Count++) % _ring.Length)] = new Waiting(request, intended);
        return true;
    }

    public bool TryTake(out Waiting waiting)
    {
        waiting = default;
        if (Count == 0)
        {
            return false;
        }

        waiting = _ring[_first];
        _first = _first + 1 == _ring.Length ? 0 : _first + 1;
        Count--;
        return true;
    }

    internal readonly record struct Waiting(int Request, long Intended);
}
