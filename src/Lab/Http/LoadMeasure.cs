using Seawall.Kernel;

namespace Seawall.Lab.Http;

/// <summary>What requests came to: times from the intended start (corrected) and from the send (uncorrected), and how they ended.</summary>
internal sealed class LoadMeasure
{
    private readonly long[] _statuses = new long[600];

    /// <summary>From the intended start: what a user waited.</summary>
    public LatencyHistogram Corrected { get; } = new();

    /// <summary>From the send: blind to the wait for a free connection (coordinated omission).</summary>
    public LatencyHistogram Uncorrected { get; } = new();

    public long Answered { get; private set; }

    /// <summary>Answered with an error status, timed out, or cut off.</summary>
    public long Errors { get; private set; }

    public long TimedOut { get; private set; }

    public long Broken { get; private set; }

    public long Dropped { get; set; }

    public IEnumerable<(int Status, long Count)> Statuses =>
        _statuses.Select((count, status) => (status, count)).Where(pair => pair.count > 0);

    public void Record(long corrected, long uncorrected, int status, bool error)
    {
        Corrected.Record(corrected);
        Uncorrected.Record(uncorrected);
        Answered++;
        _statuses[Math.Min(status, _statuses.Length - 1)]++;
        Errors += error ? 1 : 0;
    }

    /// <summary>A request without an answer waited as long as it was waited for.</summary>
    public void RecordFailure(long corrected, long uncorrected, bool timedOut)
    {
        Corrected.Record(corrected);
        Uncorrected.Record(uncorrected);
        Errors++;
        TimedOut += timedOut ? 1 : 0;
        Broken += timedOut ? 0 : 1;
    }

    public void Add(LoadMeasure other)
    {
        Corrected.Add(other.Corrected);
        Uncorrected.Add(other.Uncorrected);
        (Answered, Errors, TimedOut) = (Answered + other.Answered, Errors + other.Errors, TimedOut + other.TimedOut);
        (Broken, Dropped) = (Broken + other.Broken, Dropped + other.Dropped);
        for (int i = 0; i < _statuses.Length; i++)
        {
            _statuses[i] += other._statuses[i];
        }
    }
}
