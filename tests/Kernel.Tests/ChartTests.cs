using System.Xml.Linq;
using Seawall.Kernel.Charts;

namespace Seawall.Kernel.Tests;

public sealed class ChartTests
{
    private static readonly LineChart _chart = new()
    {
        Title = "Throughput <by> lanes",
        XLabel = "lanes",
        YLabel = "statements/s",
        Series =
        [
            new ChartSeries("measured", [new(1, 950), new(2, 1800), new(4, double.NaN), new(8, 6400)]) { Dots = true },
            new ChartSeries("fitted", [new(1, 940), new(8, 6500)]) { Dashed = true },
        ],
        Bands = [new ChartBand("fitted", [1, 8], [900, 6000], [1000, 7000])],
        Markers = [new ChartMarker(4, "knee")],
    };

    [Fact]
    public void A_line_chart_is_one_sound_piece_of_svg_with_its_names()
    {
        var svg = XElement.Parse(_chart.ToSvg());
        XNamespace ns = "http://www.w3.org/2000/svg";
        Assert.Equal(ns + "svg", svg.Name);
        Assert.Equal("Throughput <by> lanes", svg.Element(ns + "title")!.Value);
        Assert.Equal(3, svg.Descendants(ns + "circle").Count());
        Assert.Contains(svg.Descendants(ns + "text"), t => t.Value == "knee");
        Assert.Contains(svg.Descendants(ns + "text"), t => t.Value == "statements/s");
        Assert.DoesNotContain(svg.DescendantsAndSelf().Attributes(), a => a.Name == "style");
    }

    [Fact]
    public void No_two_of_twenty_four_lines_look_alike()
    {
        var chart = new LineChart { Title = "many", Series = [.. Enumerable.Range(0, 24).Select(i => new ChartSeries($"s{i}", [new(1, i), new(2, i + 1)]))] };
        var looks = XElement.Parse(chart.ToSvg()).Descendants(XName.Get("path", "http://www.w3.org/2000/svg")).Select(line => $"{line.Attribute("class")} {line.Attribute("stroke-dasharray")}").ToList();
        Assert.Equal(24, looks.Distinct().Count());
    }

    [Fact]
    public void Every_point_lies_inside_the_picture()
    {
        var svg = XElement.Parse(_chart.ToSvg());
        foreach (var circle in svg.Descendants().Where(e => e.Name.LocalName == "circle"))
        {
            Assert.InRange((double)circle.Attribute("cx")!, 58, 732);
            Assert.InRange((double)circle.Attribute("cy")!, 40, 262);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Nothing_or_one_value_makes_a_chart_too(int points)
    {
        var chart = new LineChart { Title = "t", Series = [new ChartSeries("s", [.. Enumerable.Repeat(new ChartPoint(5, 5), points)])], LogY = true };
        XElement.Parse(chart.ToSvg());
        XElement.Parse(new BarChart { Title = "t", Bars = [.. Enumerable.Repeat(new ChartBar("b", 0), points)] }.ToSvg());
    }

    [Fact]
    public void Bars_tell_value_range_and_note()
    {
        var svg = XElement.Parse(new BarChart { Title = "t", Unit = "ms", Bars = [new ChartBar("trade", 12_500) { Low = 11_000, High = 14_000, Note = "first" }] }.ToSvg());
        Assert.Contains(svg.Descendants(), t => t.Name.LocalName == "text" && t.Value == "12.5k ms  first");
        Assert.Equal(3, svg.Descendants().Count(l => l.Name.LocalName == "line"));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.02, "0.02")]
    [InlineData(9500, "9500")]
    [InlineData(12_500, "12.5k")]
    [InlineData(3e6, "3M")]
    [InlineData(-40, "-40")]
    public void A_number_is_written_short(double value, string expected) => Assert.Equal(expected, Axis.Short(value));
}
