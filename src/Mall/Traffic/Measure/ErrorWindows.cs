namespace Seawall.Mall.Traffic.Measure;

/// <summary>Requests and errors by tenth of a second, for the question when errors were rare again; times count from the start of the run.</summary>
internal sealed class ErrorWindows
{
    private const int SlotMilliseconds = 100;
    private const int Window = 10;

    // A window counts as good below one error in this many requests.
    private const int RequestsPerError = 1000;

    private readonly List<(int Requests, int Errors)> _slots = [];

    public void Record(TimeSpan answered, bool failed)
    {
        var slot = (int)(answered.TotalMilliseconds / SlotMilliseconds);
        while (_slots.Count <= slot)
            _slots.Add(default);
        var (requests, errors) = _slots[slot];
        _slots[slot] = (requests + 1, failed ? errors + 1 : errors);
    }

    /// <summary>
    /// From <paramref name="from"/> to the start of the first whole second, within what was recorded, that had requests and errors in less than
    /// 0.1 % of them; null when there is none.
    /// </summary>
    public TimeSpan? CalmAfter(TimeSpan from)
    {
        var first = (int)Math.Ceiling(from.TotalMilliseconds / SlotMilliseconds);
        for (var slot = first; slot + Window <= _slots.Count; slot++)
        {
            var (requests, errors) = (0L, 0L);
            foreach (var (some, failed) in _slots[slot..(slot + Window)])
                (requests, errors) = (requests + some, errors + failed);
            if (requests > 0 && errors * RequestsPerError < requests)
                return slot == first ? TimeSpan.Zero : TimeSpan.FromMilliseconds(slot * SlotMilliseconds) - from;
        }
        return null;
    }
}
