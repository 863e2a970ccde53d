namespace Seawall.Transport;

/// <summary>Work handed to a loop by other threads, in order; two arrays swap so that a steady load allocates nothing.</summary>
internal sealed class PostQueue
{
    private readonly Lock _gate = new();
    private Work[] _incoming = new Work[16];
    private Work[] _running = new Work[16];
    private int _count;

    /// <summary>Adds work; true when the queue was empty, so the loop has to be woken.</summary>
    public bool Add(Action<object?> action, object? state)
    {
        lock (_gate)
        {
            if (_count == _incoming.Length)
                Array.Resize(ref _incoming, _count * 2);
            _incoming[_count] = new Work(action, state);
            return _count++ == 0;
        }
    }

    /// <summary>All work added so far; valid until the next call, which only the loop makes.</summary>
    public Span<Work> TakeAll()
    {
        if (Volatile.Read(ref _count) == 0)
            return default;
        lock (_gate)
        {
            (_incoming, _running) = (_running, _incoming);
            int count = _count;
            _count = 0;
            return _running.AsSpan(0, count);
        }
    }

    internal readonly record struct Work(Action<object?> Action, object? State);
}
