using Seawall.Kernel;
using Seawall.Readiness;
using Spectre.Console;

namespace Seawall.Cli;

/// <summary>The readiness report in a terminal: rows with checks in full, the others as one line.</summary>
internal static class ReadyTable
{
    public static void Write(Report report)
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 160;
        var table = new Table().Border(TableBorder.Simple).AddColumns("row", "state", "promise and checks", "age", "due", "owner");
        foreach (var row in report.Rows.Where(r => r.State != RowState.NoCheck))
        {
            var state = row.State == RowState.Kept ? "[green]kept[/]" : $"[red]{row.Tally}[/]";
            table.AddRow(row.Row.Id, state, Markup.Escape(row.Row.Promise), Age(report, row), Due(row), row.Row.Owner);
            foreach (var (check, evidence) in row.Checks)
                table.AddRow("", "", $"  {(evidence.Kept ? "[green]✓[/]" : "[red]✗[/]")} {Markup.Escape(check.What)}: [bold]{Markup.Escape(evidence.Figure)}[/]", "", "", "");
        }
        AnsiConsole.Write(table);
        var none = report.Rows.Where(r => r.State == RowState.NoCheck).Select(r => r.Row.Id).ToArray();
        if (none.Length > 0)
            Console.WriteLine($"no check yet: {string.Join(' ', none)}");
        Console.WriteLine($"{report.Kept} kept, {report.Short} fall short, {report.Unchecked} without a check; build {report.Circumstances.Build}, topology {report.Circumstances.Topology}");
    }

    private static string Due(RowReport row) => row.Row.DueDays is { } days ? $"T{days}" : "-";

    private static string Age(Report report, RowReport row) =>
        row.OldestEvidence is { } at ? DurationText.Format(report.At - at) : "";
}
