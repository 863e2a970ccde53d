using Seawall.Kernel;

namespace Seawall.Gate.Statistics;

/// <summary>Calls of one statement by one business in one role over some stretch of time, merged over loops.</summary>
public sealed record StatTotal(string Business, string Role, ulong Fingerprint)
{
    public string Sql { get; set; } = "";

    public string[] Tables { get; set; } = [];

    public long Rows { get; set; }

    public long Errors { get; set; }

    public LatencyHistogram Latency { get; init; } = new();

    public void Add(long rows, long errors, LatencyHistogram latency)
    {
        Rows += rows;
        Errors += errors;
        Latency.Add(latency);
    }
}
