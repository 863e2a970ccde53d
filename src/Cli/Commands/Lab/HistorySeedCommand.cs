using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Seawall.Lab.History;

namespace Seawall.Cli;

/// <summary><c>seawall lab history seed</c>: a history for a new site, projected and marked so.</summary>
internal static class HistorySeedCommand
{
    public static Command Create()
    {
        var count = new Option<int>("--days") { Description = "How many days, 1..400", HelpName = "N", DefaultValueFactory = _ => 21 };
        var until = new Option<string?>("--until") { Description = "The last of them; unset, yesterday", HelpName = "DATE" };
        var from = new Option<FileInfo[]>("--from") { Description = "Captures or logs to project; unset, what the site's gates captured", HelpName = "FILE", AllowMultipleArgumentsPerToken = true };
        var seed = new Option<int>("--seed") { Description = "Seed of all that is drawn", HelpName = "S", DefaultValueFactory = _ => 1 };
        var growth = new Option<double>("--growth") { Description = "Growth a week, such as 0.04 for 4 %", HelpName = "G", DefaultValueFactory = _ => 0.04 };
        Option<DirectoryInfo> days = HistoryCommand.DaysOption();
        Option<string> zone = HistoryCommand.ZoneOption();
        Option<bool> json = HistoryCommand.JsonOption();
        count.Validators.Add(result => RequireDays(result.GetValueOrDefault<int>(), result.AddError));
        growth.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> -0.5 and <= 1))
            {
                result.AddError("--growth: must be more than -0.5 and at most 1");
            }
        });
        var command = new ExampleCommand("seed", "Project what was captured over days past, so that a new site can try the forecast; the days are marked as seeded")
        {
            Examples = ["seawall lab history seed --days 21", "seawall lab history seed --days 21 --until 2026-11-10 --seed 7"],
        };
        foreach (Option option in (Option[])[count, until, from, seed, growth, days, zone, json])
        {
            command.Add(option);
        }

        command.SetAction((parsed, ct) =>
        {
            TimeSpan offset = HistoryCommand.Zone(parsed.GetRequiredValue(zone))!.Value;
            var options = new SeedOptions
            {
                Until = parsed.GetValue(until) is { } date ? HistoryCommand.Date(date, "--until") : HistoryCommand.Today(offset).AddDays(-1),
                Days = parsed.GetValue(count),
                Seed = parsed.GetValue(seed),
                GrowthPerWeek = parsed.GetValue(growth),
            };
            KeptDay source = Source(LogFiles.Of(parsed.GetValue(from) ?? []), offset, ct);
            return Task.FromResult(Run(source, options, HistoryCommand.Store(parsed.GetValue(days)), parsed.GetValue(json), ct));
        });
        return command;
    }

    /// <summary>The day of the files with the most calls.</summary>
    private static KeptDay Source(IReadOnlyList<string> files, TimeSpan offset, CancellationToken ct) =>
        HistoryCommand.Build(files, null, new DayOptions { Offset = offset }, ct).MaxBy(day => day.Totals.Calls)
            ?? throw new CommandException("there is no statement in these files, so nothing can be projected");

    private static int Run(KeptDay source, SeedOptions options, DayStore store, bool json, CancellationToken ct)
    {
        (int written, int left) = (0, 0);
        foreach (KeptDay day in HistorySeeder.Project(source, options, TimeProvider.System.GetUtcNow()))
        {
            ct.ThrowIfCancellationRequested();
            if (store.Write(day))
            {
                written++;
            }
            else
            {
                left++;
            }
        }

        DateOnly first = options.Until.AddDays(1 - options.Days);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { Seeded = written, LeftAsObserved = left, From = first, To = options.Until, ProjectedFrom = source.Date, source.Totals.Calls }, ReportOutput.Json));
        }
        else
        {
            string kept = left == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {left} days were observed and stay as they are");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{written} days from {first:yyyy-MM-dd} to {options.Until:yyyy-MM-dd} are seeded: projected from {source.Totals.Calls:N0} calls of {source.Date:yyyy-MM-dd}, not observed{kept}"));
        }

        return ExitCode.Ok;
    }

    private static void RequireDays(int days, Action<string> fault)
    {
        if (days is < 1 or > 400)
        {
            fault(string.Create(CultureInfo.InvariantCulture, $"--days: must be 1..400, was {days}"));
        }
    }
}
