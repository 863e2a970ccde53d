using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Seawall.Lab.History;

namespace Seawall.Cli;

/// <summary><c>seawall lab history build</c>: makes kept days of logs.</summary>
internal static class HistoryBuildCommand
{
    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "Gate captures and server logs; none means all that the site's gates captured", Arity = ArgumentArity.ZeroOrMore };
        Option<DirectoryInfo> days = HistoryCommand.DaysOption();
        Option<string> zone = HistoryCommand.ZoneOption();
        Option<string?> prefix = LogFiles.PrefixOption();
        var site = new Option<string>("--site") { Description = "Name of the site whose traffic it is; another one than local has its days in a folder of its name beside the home's", HelpName = "NAME", DefaultValueFactory = _ => "local" };
        Option<bool> json = HistoryCommand.JsonOption();
        var command = new ExampleCommand("build", "Build kept days from captures and logs; a day built again replaces the one before")
        {
            Examples = ["seawall lab history build", "seawall lab history build server.csv.gz --zone +8h", "seawall lab history build slow.log --days-dir days --json"],
        };
        command.Add(files);
        foreach (Option option in (Option[])[days, zone, prefix, site, json])
        {
            command.Add(option);
        }

        command.SetAction((parsed, ct) => Task.FromResult(Run(
            LogFiles.Of(parsed.GetValue(files) ?? []),
            parsed.GetValue(prefix),
            new DayOptions { Offset = HistoryCommand.Zone(parsed.GetRequiredValue(zone))!.Value, Site = parsed.GetRequiredValue(site) },
            parsed.GetValue(days) is { } folder ? new DayStore(folder.FullName) : DayStore.Of(Place.Current.Home.LabDays, parsed.GetRequiredValue(site)),
            parsed.GetValue(json),
            ct)));
        return command;
    }

    private static int Run(IReadOnlyList<string> files, string? prefix, DayOptions options, DayStore store, bool json, CancellationToken ct)
    {
        IReadOnlyList<KeptDay> days = HistoryCommand.Build(files, prefix, options, ct);
        var kept = new List<(DaySummary Day, bool Written)>();
        foreach (KeptDay day in days)
        {
            kept.Add((DaySummary.Of(day), store.Write(day)));
        }

        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(kept.Select(k => new { k.Day.Date, k.Day.Origin, k.Day.Totals.Calls, k.Written, File = store.PathOf(k.Day.Date) }), ReportOutput.Json));
        }
        else
        {
            foreach ((DaySummary day, bool written) in kept)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{day.Date:yyyy-MM-dd}  {day.Totals.Calls:N0} calls in {day.ActiveMinutes} minutes, {day.Fingerprints} statements, {day.Origin.ToString().ToLowerInvariant()}{(written ? "" : ": left as it is, a more real day is kept")}"));
            }
        }

        return days.Count > 0 ? ExitCode.Ok : throw new CommandException("there is no statement in these files, so no day was built");
    }
}
