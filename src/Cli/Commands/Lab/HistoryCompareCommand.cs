using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Seawall.Lab.History;

namespace Seawall.Cli;

/// <summary><c>seawall lab history compare</c>: a kept day beside an earlier one.</summary>
internal static class HistoryCompareCommand
{
    private const int Shown = 12;

    public static Command Create()
    {
        var day = new Argument<string?>("DAY") { Description = "The day, such as 2026-11-10; unset, the last one kept", Arity = ArgumentArity.ZeroOrOne };
        var with = new Option<string>("--with") { Description = "day for the day before, week for the same day of the week before, or a date", HelpName = "DAY", DefaultValueFactory = _ => "day" };
        Option<DirectoryInfo> days = HistoryCommand.DaysOption();
        Option<bool> json = HistoryCommand.JsonOption();
        var command = new ExampleCommand("compare", "New and gone statements, growth of calls, rows and time by business, table and statement")
        {
            Examples = ["seawall lab history compare", "seawall lab history compare 2026-11-10 --with week", "seawall lab history compare 2026-11-10 --with 2026-10-31 --json"],
        };
        command.Add(day);
        foreach (Option option in (Option[])[with, days, json])
        {
            command.Add(option);
        }

        command.SetAction(parsed => Run(HistoryCommand.Store(parsed.GetValue(days)), parsed.GetValue(day), parsed.GetRequiredValue(with), parsed.GetValue(json)));
        return command;
    }

    private static int Run(DayStore store, string? day, string with, bool json)
    {
        IReadOnlyList<DaySummary> kept = store.List();
        if (kept.Count == 0)
        {
            throw new CommandException("no day is kept; see: seawall lab history build");
        }

        DateOnly date = day is null ? kept[^1].Date : HistoryCommand.Date(day, "DAY");
        DateOnly other = with switch { "day" => date.AddDays(-1), "week" => date.AddDays(-7), _ => HistoryCommand.Date(with, "--with") };
        DayComparison comparison = DayComparison.Of(Open(store, date), Open(store, other));
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(comparison, ReportOutput.Json));
        }
        else
        {
            Write(comparison);
        }

        return ExitCode.Ok;
    }

    private static KeptDay Open(DayStore store, DateOnly date)
    {
        try
        {
            return store.Open(date) ?? throw new CommandException($"{date:yyyy-MM-dd} is not kept; see: seawall lab history list");
        }
        catch (InvalidDataException e)
        {
            throw new CommandException($"{store.PathOf(date)}: {e.Message}");
        }
    }

    private static void Write(DayComparison c)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{c.Day:yyyy-MM-dd} beside {c.Other:yyyy-MM-dd}: calls {Times(c.All.Calls)}, rows {Times(c.All.Rows)}, time {Times(c.All.Time)}; {c.New.Count} new statements, {c.Gone.Count} gone"));
        foreach (string note in c.Notes)
        {
            Console.Error.WriteLine($"! {note}");
        }

        Console.WriteLine();
        Table("businesses", c.Businesses);
        Table("tables", c.Tables);
        Table("new statements", c.New);
        Table("gone statements", c.Gone);
        Table("statements", c.Fingerprints);
    }

    private static void Table(string title, IReadOnlyList<Growth> list)
    {
        var table = new Plain("calls", "was", "×", "rows ×", "time ×", "name");
        foreach (Growth g in list.Take(Shown))
        {
            table.Add(Plain.Number(g.Now.Calls), Plain.Number(g.Before.Calls), Times(g.Calls), Times(g.Rows), Times(g.Time), g is FingerprintGrowth f ? $"{f.Business}: {f.Name}" : g.Name);
        }

        table.Write(title);
    }

    private static string Times(double? factor) => factor is { } f ? f.ToString("0.00", CultureInfo.InvariantCulture) + " ×" : "–";
}
