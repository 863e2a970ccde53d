using Seawall.Kernel;
using Seawall.Readiness;
using Spectre.Console;

namespace Seawall.Cli;

/// <summary>The readiness report in a terminal: rows with checks in full, the others as one line. Colour only on a terminal.</summary>
internal static class ReadyTable
{
    public static void Write(Report report)
    {
        foreach (var row in report.Rows.Where(r => r.State != RowState.NoCheck))
        {
            var (colour, state) = row.State == RowState.Kept ? ("green", "kept") : ("red", row.Tally);
            var due = row.Row.DueDays is { } days ? $"T{days}" : "no date";
            Line($"[bold]{row.Row.Id,-6}[/][{colour}]{state,-9}[/]{Markup.Escape(row.Row.Promise)} [dim]({due}, {Markup.Escape(row.Row.Owner)}, evidence {Age(report, row)} old)[/]");
            foreach (var (check, evidence, elsewhere) in row.Checks)
            {
                Line($"              {(evidence.Kept ? "[green]✓[/]" : "[red]✗[/]")} {Markup.Escape(check.What)}: [bold]{Markup.Escape(evidence.Figure)}[/]");
                foreach (var other in elsewhere)
                    Line($"                [dim]{Markup.Escape(other.Site)}: {Markup.Escape(other.Figure)}[/]");
            }
        }
        var none = report.Rows.Where(r => r.State == RowState.NoCheck).Select(r => r.Row.Id).ToArray();
        if (none.Length > 0)
            Console.WriteLine($"No check yet: {string.Join(' ', none)}");
        Console.WriteLine($"{report.Kept} kept, {report.Short} fall short, {report.Unchecked} without a check · build {report.Circumstances.Build} · topology {report.Circumstances.Topology}");
    }

    private static void Line(string markup)
    {
        if (Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is not null)
            Console.WriteLine(Markup.Remove(markup));
        else
            AnsiConsole.MarkupLine(markup);
    }

    private static string Age(Report report, RowReport row) =>
        DurationText.Format(report.At - (row.OldestEvidence ?? report.At));
}
