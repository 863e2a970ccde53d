namespace Seawall.Transport;

/// <summary>The sources of one loop by token: low 32 bits index, high 32 bits generation.</summary>
internal sealed class SourceTable
{
    private EventSource?[] _sources = new EventSource?[64];
    private uint[] _generations = new uint[64];
    private int[] _free = new int[64];
    private int _freeCount;
    private int _used;

    public int Count => _used - _freeCount;

    public ulong Add(EventSource source)
    {
        int index = _freeCount > 0 ? _free[--_freeCount] : Grow();
        _sources[index] = source;
        return (ulong)_generations[index] << 32 | (uint)index;
    }

    public EventSource? Find(ulong token)
    {
        int index = (int)(uint)token;
        return _generations[index] == (uint)(token >> 32) ? _sources[index] : null;
    }

    public void Remove(ulong token)
    {
        if (Find(token) is null)
            return;
        int index = (int)(uint)token;
        _sources[index] = null;
        _generations[index]++;
        _free[_freeCount++] = index;
    }

    public EventSource[] All()
    {
        List<EventSource> all = new(Count);
        foreach (EventSource? source in _sources)
        {
            if (source is not null)
                all.Add(source);
        }
        return [.. all];
    }

    private int Grow()
    {
        if (_used == _sources.Length)
        {
            int size = _used * 2;
            Array.Resize(ref _sources, size);
            Array.Resize(ref _generations, size);
            Array.Resize(ref _free, size);
        }
        return _used++;
    }
}
