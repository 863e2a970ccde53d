namespace Seawall.Kernel.Charts;

/// <summary>Bars that lie, one a line, each with its value and the range it is known in, as one piece of SVG that needs nothing else.</summary>
public sealed record BarChart
{
    private const int Width = 760;
    private const int Left = 250;
    private const int Right = 640;
    private const int Row = 24;
    private const int LongestLabel = 38;

    public required string Title { get; init; }

    /// <summary>Written behind each value.</summary>
    public string Unit { get; init; } = "";

    public IReadOnlyList<ChartBar> Bars { get; init; } = [];

    public string ToSvg()
    {
        Axis x = Axis.Over(Bars.SelectMany(b => new[] { b.Value, b.High ?? b.Value }), Left, Right, log: false, fromZero: true, wanted: 5);
        var svg = new Svg(Title, Width, 28 + (Row * Math.Max(1, Bars.Count)));
        svg.Heading(Title);
        for (int i = 0; i < Bars.Count; i++)
        {
            ChartBar bar = Bars[i];
            double y = 26 + (i * Row);
            string value = $"{Axis.Short(bar.Value)}{(Unit.Length > 0 ? " " + Unit : "")}{(bar.Note is null ? "" : "  " + bar.Note)}";
            svg.Text(Left - 8, y + 13, Cut(bar.Label), "end").Bar(Left, y, x.Pixel(bar.Value) - Left, 16, 0, $"{bar.Label}: {value}");
            if (bar is { Low: { } low, High: { } high })
            {
                double middle = y + 8;
                svg.Line(x.Pixel(low), middle, x.Pixel(high), middle, "r").Line(x.Pixel(low), y + 3, x.Pixel(low), y + 13, "r").Line(x.Pixel(high), y + 3, x.Pixel(high), y + 13, "r");
            }
            svg.Text(Math.Max(x.Pixel(bar.Value), x.Pixel(bar.High ?? bar.Value)) + 6, y + 13, value);
        }
        return svg.End();
    }

    private static string Cut(string label) => label.Length <= LongestLabel ? label : label[..(LongestLabel - 1)] + "…";
}
