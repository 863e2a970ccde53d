namespace Seawall.Control.Live;

/// <summary>The last quarter of an hour, oldest sample first, and the last seconds together; immutable, swapped whole.</summary>
public sealed record LiveWindow
{
    public IReadOnlyList<LiveSample> Samples { get; init; } = [];

    /// <summary>The last ten seconds as one, calm enough to read; null before there is anything to compare.</summary>
    public LiveSample? Now { get; init; }

    /// <summary>Every business of the window, by name.</summary>
    public IReadOnlyList<string> Businesses => [.. Samples.SelectMany(sample => sample.Businesses).Select(b => b.Business).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The samples of the last <paramref name="span"/>.</summary>
    public IEnumerable<LiveSample> Last(TimeSpan span) => Samples.Count == 0 ? [] : Samples.Where(sample => sample.At > Samples[^1].At - span);
}

/// <summary>What happened up to a moment.</summary>
public sealed record LiveSample(DateTimeOffset At, IReadOnlyList<BusinessSample> Businesses, long Sessions, IReadOnlyList<string> SilentGates)
{
    public double CallsPerSecond => Businesses.Sum(b => b.CallsPerSecond);

    public double ErrorsPerSecond => Businesses.Sum(b => b.ErrorsPerSecond);

    public BusinessSample? Of(string business) => Businesses.FirstOrDefault(b => b.Business == business);
}

/// <summary>What one business did: rates, and the latency of its calls in microseconds (0 without calls).</summary>
public sealed record BusinessSample(string Business, double CallsPerSecond, double ErrorsPerSecond, long P50Micros, long P99Micros)
{
    /// <summary>Errors among calls, 0..1.</summary>
    public double ErrorShare => CallsPerSecond > 0 ? ErrorsPerSecond / CallsPerSecond : 0;
}
