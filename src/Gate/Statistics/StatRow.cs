using Seawall.Kernel;

namespace Seawall.Gate.Statistics;

/// <summary>The calls of one statement by one business in one role.</summary>
internal sealed class StatRow
{
    public Name Business { get; set; } = null!;

    public Name Role { get; set; } = null!;

    public StatementInfo Statement { get; set; } = null!;

    public long Rows { get; private set; }

    public long Errors { get; private set; }

    public LatencyHistogram Latency { get; } = new();

    /// <summary>How often it was used since its table last looked for a cold row, up to a few.</summary>
    public int Uses { get; set; }

    public void Record(long micros, long rows, bool failed)
    {
        Latency.Record(micros);
        Rows += rows;
        if (failed)
            Errors++;
    }

    public void Add(StatRow row)
    {
        Latency.Add(row.Latency);
        Rows += row.Rows;
        Errors += row.Errors;
    }

    public void Clear()
    {
        (Rows, Errors, Uses) = (0, 0, 0);
        Latency.Clear();
    }
}
