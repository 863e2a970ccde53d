using Seawall.Kernel;

namespace Seawall.Gate.Statistics;

/// <summary>
/// Calls of each business since the gate started: a few additions a call, so that a reader can ask every second. Written by its ledger's thread, which also
/// copies it for a reader. Beyond <see cref="Most"/> businesses they count as <c>other</c>, so a hostile client can't fill memory.
/// </summary>
internal sealed class LiveTotals(Name other)
{
    private const int Most = 64;

    private readonly List<LiveTotal> _all = [];
    private LiveTotal?[] _byName = [];

    public void Record(Name business, long micros, bool failed)
    {
        var total = business.Id < _byName.Length ? _byName[business.Id] : null;
        (total ?? Add(business)).Record(micros, failed);
    }

    /// <summary>Adds what is counted here to totals by business.</summary>
    public void AddTo(Dictionary<string, LiveTotal> totals)
    {
        foreach (var total in _all)
        {
            if (!totals.TryGetValue(total.Business, out var sum))
                totals.Add(total.Business, sum = new LiveTotal(total.Business));
            sum.Add(total);
        }
    }

    private LiveTotal Add(Name business)
    {
        if (business.Id >= _byName.Length)
            Array.Resize(ref _byName, business.Id + 16);
        var total = _all.Count < Most ? new LiveTotal(business.Text) : Other();
        if (_all.Count < Most)
            _all.Add(total);
        _byName[business.Id] = total;
        return total;
    }

    private LiveTotal Other()
    {
        if (_all.Find(total => total.Business == other.Text) is { } kept)
            return kept;
        var total = new LiveTotal(other.Text);
        _all.Add(total);
        return total;
    }
}

/// <summary>Calls of one business.</summary>
internal sealed class LiveTotal(string business)
{
    public string Business { get; } = business;

    public long Errors { get; private set; }

    public LatencyHistogram Latency { get; } = new();

    public void Record(long micros, bool failed)
    {
        Latency.Record(micros);
        if (failed)
            Errors++;
    }

    public void Add(LiveTotal total)
    {
        Latency.Add(total.Latency);
        Errors += total.Errors;
    }
}
