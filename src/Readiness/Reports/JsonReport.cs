using System.Text.Json;

namespace Seawall.Readiness.Reports;

/// <summary>
/// The report for programs:
/// <c>{"rows":[{"id","kept","checks":"3 of 4","figure","evidence","ageSeconds","dueDays","owner","promise","details":[…]}],"kept","short","unchecked",…}</c>.
/// </summary>
public static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the report as indented JSON.</summary>
    public static string Write(Report report) => JsonSerializer.Serialize(
        new
        {
            at = report.At,
            build = report.Circumstances.Build,
            topology = report.Circumstances.Topology,
            quick = report.Circumstances.Quick,
            kept = report.Kept,
            @short = report.Short,
            @unchecked = report.Unchecked,
            rows = report.Rows.Select(r => RowOf(report, r)),
        },
        Options);

    private static object RowOf(Report report, RowReport row) => new
    {
        id = row.Row.Id,
        kept = row.State == RowState.Kept,
        checks = row.Tally,
        figure = row.Figure,
        evidence = row.Checks.Select(c => c.Evidence.Output).FirstOrDefault(o => o.Length > 0) ?? "",
        ageSeconds = row.OldestEvidence is { } at ? (long?)(report.At - at).TotalSeconds : null,
        dueDays = row.Row.DueDays,
        owner = row.Row.Owner,
        promise = row.Row.Promise,
        details = row.Checks.Select(c => new
        {
            id = c.Check.Id,
            what = c.Check.What,
            kept = c.Evidence.Kept,
            figure = c.Evidence.Figure,
            at = c.Evidence.At,
            evidence = c.Evidence.Output,
            elsewhere = c.Elsewhere.Select(e => new { site = e.Site, kept = e.Kept, figure = e.Figure, at = e.At }),
        }),
    };
}
