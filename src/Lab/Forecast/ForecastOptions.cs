using Seawall.Kernel.Curves;
using Seawall.Lab.Capacity;

namespace Seawall.Lab.Forecast;

/// <summary>What is forecast, and how.</summary>
public sealed record ForecastOptions
{
    public required DateOnly Day { get; init; }

    /// <summary>The sale's curve; null forecasts an ordinary day.</summary>
    public SaleCurve? Curve { get; init; }

    public Campaign? Campaign { get; init; }

    /// <summary>How sure the curve is, as in a campaign; 0 without a curve.</summary>
    public double CurveSpread => Curve is null ? 0 : Campaign?.CurveSpread ?? Forecast.Campaign.UsualSpread;

    /// <summary>One report a database; none, no margin.</summary>
    public IReadOnlyList<CapacityReport> Capacity { get; init; } = [];

    /// <summary>Interfaces as they were measured; none, no margin by interface.</summary>
    public IReadOnlyList<MeasuredInterface> Interfaces { get; init; } = [];

    /// <summary>Futures drawn, 100..5000.</summary>
    public int Paths { get; init; } = 400;

    /// <summary>Seed of the futures: the same days and seed give the same report.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Share of the futures that an interval holds, 0.5..0.99.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Rows of each list.</summary>
    public int Top { get; init; } = 20;
}

/// <summary>An interface whose capacity was measured over HTTP: its name, the route it reaches, requests a second.</summary>
public sealed record MeasuredInterface(string Name, string Route, Seawall.Kernel.Interval CapacityPerSecond);
