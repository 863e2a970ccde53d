namespace Seawall.Gate.Tracking;

/// <summary>First in, first out: the messages of one session the server has still to answer.</summary>
internal sealed class RequestQueue
{
    private const int Smallest = 8;
    private const int Kept = 256;

    private Request[] _requests = new Request[Smallest];
    private int _first;

    public int Count { get; private set; }

    /// <summary>Entry by place, 0 the oldest.</summary>
    public ref Request this[int index] => ref _requests[(_first + index) & (_requests.Length - 1)];

    public ref Request Add(RequestKind kind, long start)
    {
        if (Count == _requests.Length)
            Grow();
        ref Request added = ref this[Count++];
        added = new Request { Kind = kind, Start = start };
        return ref added;
    }

    /// <summary>Forgets the oldest; its references must have been released.</summary>
    public void RemoveFirst()
    {
        _first = (_first + 1) & (_requests.Length - 1);
        Count--;
        // The room of a great pipeline is not kept for the life of the session.
        if (Count == 0 && _requests.Length > Kept)
            _requests = new Request[Smallest];
    }

    private void Grow()
    {
        Request[] larger = new Request[_requests.Length * 2];
        for (int i = 0; i < Count; i++)
            larger[i] = this[i];
        _requests = larger;
        _first = 0;
    }
}
