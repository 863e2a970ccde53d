using System.Globalization;
using Seawall.Kernel.Charts;

namespace Seawall.Lab.Forecast;

/// <summary>The charts of a forecast: over the day, and second by second around zero hour.</summary>
internal static class ForecastCharts
{
    private const int Lines = 5;
    private const int MostMargin = 20;
    private const int Hour = 3600;

    public static string Demand(ForecastReport report, string title, int from, int to, int step)
    {
        int[] shown = Shown(report, from, to, step);
        int unit = UnitOf(step);
        return new LineChart
        {
            Title = title,
            YLabel = "calls a second",
            Series =
            [
                Line(report, report.All.Business, report.All.Demand.Value, shown, unit),
                .. report.Businesses.Take(Lines).Select(b => Line(report, b.Business, b.Demand.Value, shown, unit)),
            ],
            Bands = [Band(report, report.All.Business, report.All.Demand, shown, unit)],
            Markers = Marker(report, from),
            FormatX = X(report, unit),
        }.ToSvg();
    }

    public static string Load(ForecastReport report, DatabaseMargin database, string title, int from, int to, int step)
    {
        int[] shown = Shown(report, from, to, step);
        int unit = UnitOf(step);
        double[] ends = [report.Moments[shown[0]] / (double)unit, report.Moments[shown[^1]] / (double)unit];
        return new LineChart
        {
            Title = title,
            YLabel = "statements a second",
            Series =
            [
                Line(report, "load", database.Load.Value, shown, unit),
                new ChartSeries("capacity", [new(ends[0], database.CapacityPerSecond.Value), new(ends[1], database.CapacityPerSecond.Value)]) { Dashed = true },
            ],
            Bands =
            [
                Band(report, "load", database.Load, shown, unit),
                new ChartBand("capacity", ends, [database.CapacityPerSecond.Low, database.CapacityPerSecond.Low], [database.CapacityPerSecond.High, database.CapacityPerSecond.High]),
            ],
            Markers = Marker(report, from),
            FormatX = X(report, unit),
        }.ToSvg();
    }

    public static string Margin(ForecastReport report, DatabaseMargin database, int step)
    {
        int[] shown = Shown(report, int.MinValue, int.MaxValue, step);
        double[] ends = [report.Moments[shown[0]] / (double)Hour, report.Moments[shown[^1]] / (double)Hour];
        // Quiet hours have a margin of hundreds; what matters lies near 1.
        DemandSeries capped = new() { Low = Capped(database.MarginOverTime.Low), Value = Capped(database.MarginOverTime.Value), High = Capped(database.MarginOverTime.High) };
        return new LineChart
        {
            Title = $"Margin of {database.Database} over the day: capacity ÷ load",
            YLabel = $"times (cut at {MostMargin})",
            Series = [Line(report, "margin", capped.Value, shown, Hour), new ChartSeries("1: all of it is used", [new(ends[0], 1), new(ends[1], 1)]) { Dashed = true }],
            Bands = [Band(report, "margin", capped, shown, Hour)],
            Markers = [new ChartMarker(database.WorstAt / (double)Hour, ForecastPage.Clock(report, database.WorstAt))],
            FormatX = X(report, Hour),
        }.ToSvg();
    }

    private static double[] Capped(IReadOnlyList<double> values) => [.. values.Select(value => Math.Min(MostMargin, value))];

    private static IReadOnlyList<ChartMarker> Marker(ForecastReport report, int from) => report.Curve is null || from > 0 ? [] : [new ChartMarker(0, "zero hour")];

    // A wall keeps both of its seconds whatever the step.
    private static int[] Shown(ForecastReport report, int from, int to, int step) =>
    [
        .. Enumerable.Range(0, report.Moments.Count).Where(i => report.Moments[i] >= from && report.Moments[i] <= to
            && (report.Moments[i] % step == 0 || report.Moments[i] is -1 or 1 || Math.Abs(report.Moments[i] - report.All.PeakAt) <= 1)),
    ];

    private static ChartSeries Line(ForecastReport report, string name, IReadOnlyList<double> values, int[] shown, int unit) =>
        new(name, [.. shown.Select(i => new ChartPoint(report.Moments[i] / (double)unit, values[i]))]);

    private static ChartBand Band(ForecastReport report, string name, DemandSeries series, int[] shown, int unit) =>
        new(name, [.. shown.Select(i => report.Moments[i] / (double)unit)], [.. shown.Select(i => series.Low[i])], [.. shown.Select(i => series.High[i])]);

    // Axes over a day count hours and those around zero hour minutes, so that their marks stand at whole ones.
    private static int UnitOf(int step) => step == 1 ? 60 : Hour;

    private static Func<double, string> X(ForecastReport report, int unit) => at => report.ZeroHour.AddSeconds(at * unit).ToString("HH:mm", CultureInfo.InvariantCulture);
}
