using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Seawall.Kernel;
using Seawall.Lab.History;
using Seawall.Lab.Logs;

namespace Seawall.Cli;

/// <summary><c>seawall lab history</c>: the days of database traffic that are kept.</summary>
internal static class HistoryCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("history", "The kept days of database traffic: list, build, compare, seed")
        {
            Examples =
            [
                "seawall lab history",
                "seawall lab history --json",
                "seawall lab history build                                today's and earlier captures of the site as kept days",
                "seawall lab history build server.csv.gz --zone +8h       from a server's log, days of a zone eight hours ahead",
                "seawall lab history compare --with week                  the last day beside the same day a week before",
                "seawall lab history seed --days 21                       a new site: project what was captured over 21 days, marked as seeded",
            ],
        };
        Option<DirectoryInfo> days = DaysOption();
        Option<bool> json = JsonOption();
        command.Add(days);
        command.Add(json);
        command.SetAction(parsed => List(Store(parsed.GetValue(days)), parsed.GetValue(json)));
        command.Add(ListCommand());
        command.Add(HistoryBuildCommand.Create());
        command.Add(HistoryCompareCommand.Create());
        command.Add(HistorySeedCommand.Create());
        return command;
    }

    public static Option<DirectoryInfo> DaysOption() => new("--days-dir") { Description = "Folder of the kept days; unset, the home's", HelpName = "DIR" };

    public static Option<bool> JsonOption() => new("--json") { Description = "Print as JSON" };

    public static DayStore Store(DirectoryInfo? folder) => new(folder?.FullName ?? Place.Current.Home.LabDays);

    private static Command ListCommand()
    {
        Option<DirectoryInfo> days = DaysOption();
        Option<bool> json = JsonOption();
        var command = new ExampleCommand("list", "Kept days with their origin and calls") { Examples = ["seawall lab history list", "seawall lab history list --json"] };
        command.Add(days);
        command.Add(json);
        command.SetAction(parsed => List(Store(parsed.GetValue(days)), parsed.GetValue(json)));
        return command;
    }

    private static int List(DayStore store, bool json)
    {
        IReadOnlyList<DaySummary> days = store.List(out IReadOnlyList<DamagedDay> damaged);
        foreach (DamagedDay day in damaged)
        {
            Console.Error.WriteLine($"! {day.File}: {day.Why}");
        }

        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    Days = days.Count,
                    CapturedDays = days.Count(d => d.Origin == DayOrigin.Captured),
                    LogDays = days.Count(d => d.Origin == DayOrigin.Log),
                    ImportedDays = days.Count(d => d.Origin == DayOrigin.Imported),
                    SeededDays = days.Count(d => d.Origin == DayOrigin.Seeded),
                    From = days.Count == 0 ? (DateOnly?)null : days[0].Date,
                    To = days.Count == 0 ? (DateOnly?)null : days[^1].Date,
                    Damaged = damaged,
                    Rows = days,
                },
                ReportOutput.Json));
        }
        else if (days.Count == 0)
        {
            Console.WriteLine("no day is kept; `seawall lab history build` makes days of what the gates captured, `seawall lab history seed` projects them over days past");
        }
        else
        {
            Write(days);
        }

        return damaged.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void Write(IReadOnlyList<DaySummary> days)
    {
        var table = new Plain("day", "origin", "detail", "calls", "errors", "peak/s", "minutes", "statements", "made from");
        foreach (DaySummary day in days)
        {
            table.Add(
                day.Date.ToString("ddd yyyy-MM-dd", CultureInfo.InvariantCulture), day.Origin.ToString().ToLowerInvariant(), day.Detail.ToString().ToLowerInvariant(),
                Plain.Number(day.Totals.Calls), Plain.Number(day.Totals.Errors), Plain.Number(day.PeakPerSecond), Plain.Number(day.ActiveMinutes), Plain.Number(day.Fingerprints),
                day.MadeFrom.Count == 0 ? "" : day.MadeFrom.Count == 1 ? day.MadeFrom[0] : string.Create(CultureInfo.InvariantCulture, $"{day.MadeFrom[0]} and {day.MadeFrom.Count - 1} more"));
        }

        table.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{days.Count} kept days, {days.Count(d => d.Origin == DayOrigin.Captured)} captured, {days.Count(d => d.Origin == DayOrigin.Log)} from logs, {days.Count(d => d.Origin == DayOrigin.Seeded)} seeded (projected, not observed)"));
    }

    /// <summary>Builds days from logs; what can't be read is a fault.</summary>
    public static IReadOnlyList<KeptDay> Build(IReadOnlyList<string> files, string? prefix, DayOptions options, CancellationToken ct)
    {
        var builder = new DayBuilder(options);
        foreach (string file in files)
        {
            try
            {
                using EventSource source = EventSource.Open(file, prefix);
                builder.Read(source, Path.GetFileName(file), ct);
                if (source.Problem is { } problem)
                {
                    throw new CommandException($"{file} is not read: {problem}");
                }
            }
            catch (InvalidDataException e)
            {
                throw new CommandException($"{file} cannot be read: {e.Message}");
            }
        }

        return builder.Build(TimeProvider.System.GetUtcNow());
    }

    /// <summary>A zone as time ahead of UTC, such as <c>+8h</c>, <c>-330m</c> or <c>+05:30</c>.</summary>
    public static Option<string> ZoneOption()
    {
        var zone = new Option<string>("--zone") { Description = "How far the days' midnight lies ahead of that of UTC", HelpName = "+8h", DefaultValueFactory = _ => "0h" };
        zone.Validators.Add(result =>
        {
            if (Zone(result.GetValueOrDefault<string>()!) is null)
            {
                result.AddError($"--zone: '{result.GetValueOrDefault<string>()}' is no offset such as +8h or +05:30, at most 14h");
            }
        });
        return zone;
    }

    public static TimeSpan? Zone(string text) =>
        TimeSpan.TryParseExact(text.TrimStart('+', '-'), @"hh\:mm", CultureInfo.InvariantCulture, out TimeSpan clock) && clock <= TimeSpan.FromHours(14) ? (text.StartsWith('-') ? -clock : clock) :
        DurationText.TryParse(text.TrimStart('+', '-'), out TimeSpan offset) && offset <= TimeSpan.FromHours(14) && offset.Ticks % TimeSpan.TicksPerMinute == 0
            ? text.StartsWith('-') ? -offset : offset
            : null;

    /// <summary>A date as <c>2026-11-11</c>.</summary>
    public static DateOnly Date(string text, string option) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
        ? date
        : throw new CommandException($"{option}: '{text}' is no date such as 2026-11-11", ExitCode.Usage);

    public static DateOnly Today(TimeSpan offset) => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().ToOffset(offset).DateTime);
}
