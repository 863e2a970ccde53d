namespace Seawall.Kernel.Charts;

/// <summary>One point in the units of the chart's axes.</summary>
public readonly record struct ChartPoint(double X, double Y);

/// <summary>A named line; points in order of X. A point that is not a number leaves a gap.</summary>
public sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>Points only, not joined: what was measured beside what was fitted.</summary>
    public bool Dots { get; init; }

    public bool Dashed { get; init; }
}

/// <summary>The range around a line; the three lists are as long as each other.</summary>
public sealed record ChartBand(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Low, IReadOnlyList<double> High);

/// <summary>An upright line at a moment or a value, with its name.</summary>
public sealed record ChartMarker(double X, string Label);

/// <summary>One bar, with the range of its value when that is known.</summary>
public sealed record ChartBar(string Label, double Value)
{
    public double? Low { get; init; }

    public double? High { get; init; }

    /// <summary>Written behind the value.</summary>
    public string? Note { get; init; }
}
