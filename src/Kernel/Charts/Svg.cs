using System.Globalization;
using System.Text;
using Seawall.Kernel.Reports;

namespace Seawall.Kernel.Charts;

/// <summary>Writes SVG without any inline style, so that it stands under a strict content security policy; colours are classes with plain fall-backs.</summary>
internal sealed class Svg
{
    /// <summary>How many colours there are before they come round again.</summary>
    public const int Colours = 8;

    private static readonly string[] _fallback = ["#2a78b8", "#d9722b", "#2c9a6a", "#b8459a", "#8a6d00", "#5b5bd6", "#c03a3a", "#5f7484"];
    private readonly StringBuilder _text = new(8_192);

    public Svg(string title, int width, int height)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<svg class=\"chart\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"system-ui,sans-serif\" font-size=\"12\"><title>{E(title)}</title>");
    }

    public Svg Heading(string text) => Add($"<text class=\"h\" x=\"0\" y=\"14\" font-size=\"14\" font-weight=\"600\">{E(text)}</text>");

    public Svg Text(double x, double y, string text, string anchor = "start", string kind = "t") =>
        Add($"<text class=\"{kind}\" x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" fill=\"#5d6b78\">{E(text)}</text>");

    public Svg Line(double x1, double y1, double x2, double y2, string kind, bool dashed = false) =>
        Add($"<line class=\"{kind}\" x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" stroke=\"#c9d3db\"{(dashed ? " stroke-dasharray=\"4 3\"" : "")}/>");

    public Svg Path(string data, int colour, bool dashed) =>
        Add($"<path class=\"l c{colour % Colours}\" d=\"{data}\" fill=\"none\" stroke=\"{_fallback[colour % Colours]}\" stroke-width=\"1.8\" stroke-linejoin=\"round\"{DashOf(colour, dashed)}/>");

    public Svg Area(string data, int colour) =>
        Add($"<path class=\"a c{colour % Colours}\" d=\"{data}\" fill=\"{_fallback[colour % Colours]}\" fill-opacity=\"0.16\" stroke=\"none\"/>");

    public Svg Dot(double x, double y, int colour, string label) =>
        Add($"<circle class=\"d c{colour % Colours}\" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"3\" fill=\"{_fallback[colour % Colours]}\"><title>{E(label)}</title></circle>");

    public Svg Bar(double x, double y, double width, double height, int colour, string label) =>
        Add($"<rect class=\"b c{colour % Colours}\" x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{Math.Max(0, width):0.#}\" height=\"{height:0.#}\" rx=\"2\" fill=\"{_fallback[colour % Colours]}\"><title>{E(label)}</title></rect>");

    public string End() => _text.Append("</svg>").ToString();

    // When the colours come round again, lines are told apart by their dashes.
    private static string DashOf(int colour, bool dashed) => (dashed, colour / Colours % 3) switch
    {
        (true, _) => " stroke-dasharray=\"5 4\"",
        (_, 0) => "",
        (_, 1) => " stroke-dasharray=\"7 4\"",
        _ => " stroke-dasharray=\"2 3\"",
    };

    private Svg Add(FormattableString markup)
    {
        _text.Append(markup.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    private static string E(string text) => Html.Escape(text);
}
