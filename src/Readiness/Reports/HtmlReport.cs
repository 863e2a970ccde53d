using System.Globalization;
using System.Net;
using System.Text;
using Seawall.Kernel;

namespace Seawall.Readiness.Reports;

/// <summary>The report for people: one self-contained page, readable on a phone, that needs nothing but the file.</summary>
public static class HtmlReport
{
    /// <summary>Writes the whole page.</summary>
    public static string Write(Report report)
    {
        var html = new StringBuilder(16_384);
        html.Append(Head);
        html.Append(CultureInfo.InvariantCulture, $"""
            <header><h1>Readiness</h1><p>{report.At:yyyy-MM-dd HH:mm} UTC · build {E(report.Circumstances.Build)} · topology {E(report.Circumstances.Topology)}{(report.Circumstances.Quick ? " · quick run" : "")}</p>
            <div class="sums"><b class="kept">{report.Kept} kept</b><b class="short">{report.Short} fall short</b><b class="none">{report.Unchecked} without a check</b></div>
            <div class="bar" role="img" aria-label="{report.Kept} of {report.Rows.Count} rows kept"><i class="kept" style="flex:{report.Kept}"></i><i class="short" style="flex:{report.Short}"></i><i class="none" style="flex:{report.Unchecked}"></i></div></header><main>

            """);
        foreach (var row in report.Rows)
            Append(html, report, row);
        html.Append("</main></body></html>\n");
        return html.ToString();
    }

    private static void Append(StringBuilder html, Report report, RowReport row)
    {
        var mark = row.State switch { RowState.Kept => "kept", RowState.Short => "short", _ => "none" };
        html.Append(CultureInfo.InvariantCulture, $"""
            <details class="{mark}"{(row.State == RowState.Short ? " open" : "")}><summary><b>{E(row.Row.Id)}</b><span>{E(row.Row.Promise)}</span><em>{(row.State == RowState.Kept ? "kept" : row.Tally)}</em></summary>
            <p class="meta">owner {E(row.Row.Owner)} · {Due(row.Row.DueDays)}{Age(report, row)}</p>

            """);
        if (row.Checks.Count == 0)
            html.Append("<p class=\"meta\">Nothing looks at this promise yet.</p>\n");
        else
            html.Append("<table><thead><tr><th>check</th><th>figure</th><th>seen</th></tr></thead><tbody>\n");
        foreach (var (check, evidence, elsewhere) in row.Checks)
            html.Append(CultureInfo.InvariantCulture, $"<tr class=\"{(evidence.Kept ? "kept" : "short")}\"><td>{E(check.What)}</td><td>{E(evidence.Figure)}{string.Concat(elsewhere.Select(other => $"<small>{E(other.Site)}: {E(other.Figure)}</small>"))}</td><td>{evidence.At:MM-dd HH:mm}</td></tr>\n");
        if (row.Checks.Count > 0)
            html.Append("</tbody></table>\n");
        html.Append("</details>\n");
    }

    private static string Due(int? days) => days switch
    {
        null => "no date",
        < 0 => string.Create(CultureInfo.InvariantCulture, $"due T−{-days}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"due T+{days}"),
    };

    private static string Age(Report report, RowReport row) =>
        row.OldestEvidence is { } at ? $" · evidence {DurationText.Format(report.At - at)} old" : "";

    private static string E(string text) => WebUtility.HtmlEncode(text);

    private const string Head = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Seawall · readiness</title>
        <style>
        :root{--ink:#16232f;--soft:#5d6b78;--line:#dde4ea;--paper:#fff;--ground:#f3f6f8;--kept:#0d7a55;--short:#b8321f;--none:#8a97a3}
        @media(prefers-color-scheme:dark){:root{--ink:#e8eef3;--soft:#9fb0be;--line:#2b3a47;--paper:#17222c;--ground:#0f171e;--kept:#45c995;--short:#ff8a75;--none:#7d8b98}}
        *{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif}
        header,main{max-width:960px;margin:0 auto;padding:20px 16px}h1{margin:0;font-size:26px}header p,.meta{color:var(--soft);margin:4px 0 12px;font-size:13px;overflow-wrap:anywhere}
        .sums{display:flex;gap:18px;flex-wrap:wrap;margin-bottom:8px}.sums .kept{color:var(--kept)}.sums .short{color:var(--short)}.sums .none{color:var(--none)}
        .bar{display:flex;height:8px;border-radius:4px;overflow:hidden;gap:2px}.bar i.kept{background:var(--kept)}.bar i.short{background:var(--short)}.bar i.none{background:var(--none)}
        details{background:var(--paper);border:1px solid var(--line);border-left:4px solid var(--none);border-radius:6px;margin:0 0 8px;padding:0 12px}
        details.kept{border-left-color:var(--kept)}details.short{border-left-color:var(--short)}
        summary{display:flex;gap:12px;padding:10px 0;cursor:pointer;align-items:baseline}summary b{min-width:52px}summary span{flex:1}summary em{font-style:normal;white-space:nowrap;color:var(--none)}
        details.kept summary em{color:var(--kept)}details.short summary em{color:var(--short)}
        table{width:100%;border-collapse:collapse;margin:0 0 12px;font-size:14px}th{text-align:left;color:var(--soft);font-weight:500}td,th{padding:5px 8px 5px 0;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
        small{display:block;color:var(--soft)}td:last-child,th:last-child{white-space:nowrap}tr.kept td:first-child::before{content:"✓ ";color:var(--kept)}tr.short td:first-child::before{content:"✗ ";color:var(--short)}
        @media(max-width:560px){thead{display:none}tr{display:block;border-top:1px solid var(--line);padding:6px 0}td{display:block;border:0;padding:1px 0}td:last-child{color:var(--soft);font-size:13px}}
        </style></head><body>

        """;
}
