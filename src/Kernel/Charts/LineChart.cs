using System.Globalization;
using System.Text;

namespace Seawall.Kernel.Charts;

/// <summary>Lines over a common axis, with ranges around them and marked places, as one piece of SVG that needs nothing else.</summary>
public sealed record LineChart
{
    private const int Width = 760;
    private const int Height = 300;
    private const int Left = 58;
    private const int Right = 732;
    private const int Bottom = 262;

    public required string Title { get; init; }

    public string XLabel { get; init; } = "";

    public string YLabel { get; init; } = "";

    public IReadOnlyList<ChartSeries> Series { get; init; } = [];

    public IReadOnlyList<ChartBand> Bands { get; init; } = [];

    public IReadOnlyList<ChartMarker> Markers { get; init; } = [];

    public bool LogX { get; init; }

    public bool LogY { get; init; }

    /// <summary>How a place on the axis is written; unset, as a short number.</summary>
    public Func<double, string>? FormatX { get; init; }

    public Func<double, string>? FormatY { get; init; }

    public string ToSvg()
    {
        double top = 48 + (16 * LegendRows());
        Axis x = Axis.Over(AllX(), Left, Right, LogX, fromZero: false, wanted: 7);
        Axis y = Axis.Over(AllY(), Bottom, top, LogY, fromZero: true, wanted: 5);
        Func<double, string> formatX = FormatX ?? Axis.Short;
        Func<double, string> formatY = FormatY ?? Axis.Short;
        var svg = new Svg(Title, Width, Height);
        svg.Heading(Title);
        Legend(svg);
        foreach (double tick in y.Ticks)
            svg.Line(Left, y.Pixel(tick), Right, y.Pixel(tick), "g").Text(Left - 6, y.Pixel(tick) + 4, formatY(tick), "end");
        foreach (double tick in x.Ticks)
            svg.Line(x.Pixel(tick), Bottom, x.Pixel(tick), Bottom + 4, "x").Text(x.Pixel(tick), Bottom + 17, formatX(tick), "middle");
        svg.Text((Left + Right) / 2.0, Height - 6, XLabel, "middle").Text(0, top - 10, YLabel);

        // 1. Ranges lie under the lines they belong to, which have the same name or the same place.
        for (int i = 0; i < Bands.Count; i++)
            svg.Area(Outline(Bands[i], x, y), ColourOf(Bands[i].Name, i));
        foreach (ChartMarker marker in Markers)
        {
            double at = x.Pixel(marker.X);
            svg.Line(at, top, at, Bottom, "m", dashed: true).Text(at + (at > Right - 140 ? -4 : 4), top + 10, marker.Label, at > Right - 140 ? "end" : "start", "m");
        }

        // 2. Lines and what was measured.
        for (int i = 0; i < Series.Count; i++)
        {
            ChartSeries series = Series[i];
            if (!series.Dots)
                svg.Path(Trace(series.Points, x, y), i, series.Dashed);
            else
            {
                foreach (ChartPoint p in series.Points.Where(Shown))
                    svg.Dot(x.Pixel(p.X), y.Pixel(p.Y), i, $"{series.Name}: {formatX(p.X)}, {formatY(p.Y)}");
            }
        }
        return svg.End();
    }

    private bool Shown(ChartPoint p) => double.IsFinite(p.X) && double.IsFinite(p.Y) && (!LogX || p.X > 0) && (!LogY || p.Y > 0);

    private IEnumerable<double> AllX() =>
        Series.SelectMany(s => s.Points.Select(p => p.X)).Concat(Bands.SelectMany(b => b.X)).Concat(Markers.Select(m => m.X));

    private IEnumerable<double> AllY() =>
        Series.SelectMany(s => s.Points.Select(p => p.Y)).Concat(Bands.SelectMany(b => b.Low.Concat(b.High)));

    private int ColourOf(string name, int otherwise)
    {
        for (int i = 0; i < Series.Count; i++)
        {
            if (Series[i].Name == name)
                return i;
        }
        return otherwise;
    }

    private IEnumerable<(string Name, int Colour)> Named() => Series.Select((s, i) => (s.Name, i))
        .Concat(Bands.Select((b, i) => (b.Name, ColourOf(b.Name, i))).Where(b => Series.All(s => s.Name != b.Name)));

    private int LegendRows()
    {
        double at = 0;
        int rows = 1;
        foreach ((string name, _) in Named())
        {
            double width = LegendWidth(name);
            if (at > 0 && at + width > Width)
                (at, rows) = (0, rows + 1);
            at += width;
        }
        return rows;
    }

    private void Legend(Svg svg)
    {
        double at = 0;
        double y = 34;
        foreach ((string name, int colour) in Named())
        {
            if (at > 0 && at + LegendWidth(name) > Width)
                (at, y) = (0, y + 16);
            svg.Bar(at, y - 8, 10, 8, colour, name).Text(at + 14, y, name);
            at += LegendWidth(name);
        }
    }

    // A wide character (Chinese) takes the room of two.
    private static double LegendWidth(string name) => 32 + name.Sum(c => c > 0x2E80 ? 12.5 : 6.6);

    private string Trace(IReadOnlyList<ChartPoint> points, Axis x, Axis y)
    {
        var path = new StringBuilder(points.Count * 12);
        bool broken = true;
        foreach (ChartPoint p in points)
        {
            bool shown = Shown(p);
            if (shown)
                path.Append(CultureInfo.InvariantCulture, $"{(broken ? 'M' : 'L')}{x.Pixel(p.X):0.#} {y.Pixel(p.Y):0.#}");
            broken = !shown;
        }
        return path.ToString();
    }

    private static string Outline(ChartBand band, Axis x, Axis y)
    {
        var path = new StringBuilder(band.X.Count * 24);
        for (int i = 0; i < band.X.Count; i++)
            path.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? 'M' : 'L')}{x.Pixel(band.X[i]):0.#} {y.Pixel(band.High[i]):0.#}");
        for (int i = band.X.Count - 1; i >= 0; i--)
            path.Append(CultureInfo.InvariantCulture, $"L{x.Pixel(band.X[i]):0.#} {y.Pixel(band.Low[i]):0.#}");
        return path.Append('Z').ToString();
    }
}
