using System.Globalization;
using System.Text;
using Seawall.Kernel.Charts;

namespace Seawall.Kernel.Reports;

/// <summary>How a verdict is meant; it is shown by a word's colour and by its shape.</summary>
public enum Tone
{
    Plain,
    Good,
    Warn,
    Bad,
}

/// <summary>A report as one page that needs nothing but its file: no script, no font, no address; readable on a phone, in the dark, and printed.</summary>
public sealed class ReportPage(string title, string subtitle)
{
    // A cell with more letters keeps room for them: a statement, a sentence.
    private const int LongText = 40;

    private readonly StringBuilder _body = new(16_384);
    private bool _inSection;

    /// <summary>The answer, in large letters, and a line under it.</summary>
    public ReportPage Verdict(Tone tone, string big, string small)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<div class=\"verdict {Word(tone)}\"><b>{E(big)}</b><span>{E(small)}</span></div>\n");
        return this;
    }

    public ReportPage Section(string heading)
    {
        EndSection();
        _body.Append(CultureInfo.InvariantCulture, $"<section><h2>{E(heading)}</h2>\n");
        _inSection = true;
        return this;
    }

    public ReportPage Text(string text)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<p>{E(text)}</p>\n");
        return this;
    }

    /// <summary>A table; columns whose every value begins like a number stand to the right. An empty one says so.</summary>
    public ReportPage Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<IReadOnlyList<string>> all = [.. rows];
        if (all.Count == 0)
            return Text("None.");
        bool[] right = [.. headers.Select((_, column) => all.All(row => IsNumber(row[column])))];
        _body.Append("<div class=\"wide\"><table><thead><tr>");
        for (int i = 0; i < headers.Count; i++)
            _body.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\"{(right[i] ? " class=\"n\"" : "")}>{E(headers[i])}</th>");
        _body.Append("</tr></thead><tbody>\n");
        foreach (IReadOnlyList<string> row in all)
        {
            _body.Append("<tr>");
            for (int i = 0; i < headers.Count; i++)
                _body.Append(CultureInfo.InvariantCulture, $"<td{(right[i] ? " class=\"n\"" : row[i].Length > LongText ? " class=\"w\"" : "")}>{E(row[i])}</td>");
            _body.Append("</tr>\n");
        }
        _body.Append("</tbody></table></div>\n");
        return this;
    }

    /// <summary>A chart as <see cref="LineChart.ToSvg"/> or <see cref="BarChart.ToSvg"/> wrote it; nothing else goes in unescaped.</summary>
    public ReportPage Chart(string svg)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<figure>{svg}</figure>\n");
        return this;
    }

    public ReportPage Code(string text)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<pre>{E(text)}</pre>\n");
        return this;
    }

    public string ToHtml()
    {
        EndSection();
        return $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Seawall · {E(title)}</title>
            <style>
            {Css}
            {ChartCss.Text}
            </style></head><body>
            <header><h1>{E(title)}</h1><p>{E(subtitle)}</p></header>
            <main>
            {_body}</main>
            </body></html>

            """;
    }

    private void EndSection()
    {
        if (_inSection)
            _body.Append("</section>\n");
        _inSection = false;
    }

    private static string Word(Tone tone) => tone switch { Tone.Good => "good", Tone.Warn => "warn", Tone.Bad => "bad", _ => "plain" };

    private static bool IsNumber(string text) => text.Length == 0 || text == "–" || char.IsAsciiDigit(text[0]) || (text.Length > 1 && text[0] is '-' or '+' or '−' or '<' or '~' && char.IsAsciiDigit(text[1]));

    private static string E(string text) => Html.Escape(text);

    private const string Css = """
        :root{--ink:#16232f;--soft:#5d6b78;--line:#dde4ea;--paper:#fff;--ground:#f3f6f8;--good:#0d7a55;--warn:#8a5a00;--bad:#b8321f}
        @media(prefers-color-scheme:dark){:root{--ink:#e8eef3;--soft:#9fb0be;--line:#2b3a47;--paper:#17222c;--ground:#0f171e;--good:#45c995;--warn:#e3b04b;--bad:#ff8a75}}
        *{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif}
        header,main{max-width:960px;margin:0 auto;padding:16px}header{padding-bottom:0}h1{margin:0;font-size:26px}h2{margin:0 0 6px;font-size:17px}header p{color:var(--soft);margin:4px 0 0;font-size:13px;overflow-wrap:anywhere}
        section{background:var(--paper);border:1px solid var(--line);border-radius:6px;margin:0 0 12px;padding:14px 16px}p{margin:4px 0 10px;overflow-wrap:anywhere}figure{margin:0}
        .verdict{background:var(--paper);border:1px solid var(--line);border-left:5px solid var(--soft);border-radius:6px;margin:0 0 12px;padding:12px 16px;display:flex;flex-direction:column;gap:2px}
        .verdict b{font-size:22px;line-height:1.25}.verdict span{color:var(--soft)}.verdict.good{border-left-color:var(--good)}.verdict.good b{color:var(--good)}.verdict.warn{border-left-color:var(--warn)}.verdict.warn b{color:var(--warn)}.verdict.bad{border-left-color:var(--bad)}.verdict.bad b{color:var(--bad)}
        .wide{overflow-x:auto}table{width:100%;border-collapse:collapse;font-size:13.5px;font-variant-numeric:tabular-nums}th{text-align:left;color:var(--soft);font-weight:500;white-space:nowrap}td,th{padding:5px 12px 5px 0;border-top:1px solid var(--line);vertical-align:top}thead th{border-top:0}td{overflow-wrap:anywhere;min-width:64px}.n{text-align:right;white-space:nowrap}.w{min-width:230px}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:13px;margin:0 0 10px}
        @media(max-width:560px){figure{overflow-x:auto}figure .chart{width:600px;max-width:none}}
        @media print{body{background:#fff}section,.verdict{break-inside:avoid}}
        """;
}
