using Seawall.Gate.Statistics;

namespace Seawall.Gate.Interception;

/// <summary>What is known of one statement of one business, and what was decided about it. Used under its table's lock; the object serves another statement when it is given up.</summary>
internal sealed class StatementCost
{
    private const double Forgets = 10_000_000;
    private const float Weight = 0.1f;

    private readonly long[] _decided = new long[Decisions.Count];
    private NormalCost _normal;
    private double _busy;
    private long _busyAt;

    public ulong Key { get; private set; }

    public string Business { get; private set; } = "";

    public ulong Fingerprint { get; private set; }

    /// <summary>Null for a statement that was learned before a restart and not met since.</summary>
    public StatementInfo? Info { get; set; }

    public NormalCost Normal => _normal;

    /// <summary>Rows a call, smoothed.</summary>
    public float Rows { get; private set; }

    /// <summary>Bytes of result a call, smoothed.</summary>
    public float Bytes { get; private set; }

    /// <summary>How often it was met lately; what is met least gives way.</summary>
    public int Uses { get; set; }

    public bool IsFree => Key == 0;

    public void Begin(ulong key, string business, ulong fingerprint, StatementInfo? info)
    {
        (Key, Business, Fingerprint, Info, Uses) = (key, business, fingerprint, info, 0);
        (_normal, Rows, Bytes, _busy, _busyAt) = (default, 0, 0, 0, 0);
        Array.Clear(_decided);
    }

    public void Restore(NormalCost normal, float rows, float bytes) => (_normal, Rows, Bytes) = (normal, rows, bytes);

    public void Learn(float log2Micros, float log2Slowdown, bool isOver, long micros, long rows, long bytes, long nowMicros)
    {
        var weight = _normal.Samples == 0 ? 1 : Weight;
        _normal.Learn(log2Micros, log2Slowdown, isOver, nowMicros);
        Rows += weight * (Math.Max(0, rows) - Rows);
        Bytes += weight * (bytes - Bytes);
        _busy = Busy(nowMicros) + micros;
        _busyAt = nowMicros;
    }

    /// <summary>Server time it took lately, in microseconds; what is ten seconds old counts little more than a third.</summary>
    public double Busy(long nowMicros) => _busy * Math.Exp((_busyAt - nowMicros) / Forgets);

    public void Count(Decision decision) => _decided[(int)decision]++;

    public long Decided(Decision decision) => _decided[(int)decision];
}
