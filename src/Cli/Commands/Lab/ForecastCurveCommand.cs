using System.CommandLine;
using System.Globalization;
using Seawall.Kernel;
using Seawall.Kernel.Curves;
using Seawall.Lab.Forecast;
using Seawall.Lab.History;

namespace Seawall.Cli;

/// <summary><c>seawall lab forecast curve</c>: the curve of the last sale, from the day it was kept on.</summary>
internal static class ForecastCurveCommand
{
    private const int OrdinaryDays = 14;

    public static Command Create()
    {
        var from = new Option<string>("--from") { Description = "The kept day of the sale", HelpName = "DAY", Required = true };
        var file = new Option<FileInfo>("--output", "-o") { Description = "The curve file to write", HelpName = "FILE", Required = true };
        var zero = new Option<string>("--zero-hour") { Description = "When the sale opened, from the day's midnight", HelpName = "TIME", DefaultValueFactory = _ => "0s" };
        var days = new Option<DirectoryInfo>("--days") { Description = "Folder of the kept days; unset, the home's", HelpName = "DIR" };
        var command = new ExampleCommand("curve", "Derive a sale's curve from the kept day it was recorded on, by business")
        {
            Examples = ["seawall lab forecast curve --from 2026-06-18 -o june.json", "seawall lab forecast curve --from 2026-06-18 --zero-hour 20h -o evening.json"],
        };
        foreach (Option option in (Option[])[from, file, zero, days])
        {
            command.Add(option);
        }

        command.SetAction(parsed => Run(
            HistoryCommand.Store(parsed.GetValue(days)), HistoryCommand.Date(parsed.GetRequiredValue(from), "--from"), parsed.GetRequiredValue(zero), parsed.GetRequiredValue(file).FullName));
        return command;
    }

    private static int Run(DayStore store, DateOnly date, string zero, string file)
    {
        if (!DurationText.TryParse(zero, out TimeSpan opening) || opening >= TimeSpan.FromDays(1))
        {
            throw new CommandException($"--zero-hour: '{zero}' is no time of the day such as 0s or 20h", ExitCode.Usage);
        }

        KeptDay day = Open(store, date) ?? throw new CommandException($"{date:yyyy-MM-dd} is not kept; see: seawall lab history list");
        if (day.Detail != DayDetail.Seconds)
        {
            throw new CommandException($"{date:yyyy-MM-dd} is kept by the hour only; a curve needs its seconds");
        }

        DaySummary[] before = [.. store.List().Where(d => d.Date < date && d.Totals.Calls > 0).TakeLast(OrdinaryDays)];
        Dictionary<string, double> ordinary = before.Length == 0
            ? throw new CommandException($"no day before {date:yyyy-MM-dd} is kept, so an ordinary busy second is not known")
            : before.SelectMany(d => d.Businesses).GroupBy(b => b.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => Median([.. group.Select(b => b.BusyPerSecond)]), StringComparer.Ordinal);
        bool early = opening < TimeSpan.FromHours(4);
        SaleCurve curve = CurveOfDay.Of(day, early ? Open(store, date.AddDays(-1)) : null, ordinary, (int)opening.TotalSeconds, string.Create(CultureInfo.InvariantCulture, $"sale of {date:yyyy-MM-dd}"));
        File.WriteAllText(file, curve.ToJson() + "\n");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{file}: {curve.Points.Count} points, up to {curve.Points.Max(p => p.Times):0.0} × an ordinary busy second ({before.Length} days before, {before.Count(d => d.Origin == DayOrigin.Seeded)} of them seeded){(day.Origin == DayOrigin.Seeded ? "; the day itself is SEEDED, no sale was observed" : "")}"));
        return ExitCode.Ok;
    }

    private static KeptDay? Open(DayStore store, DateOnly date)
    {
        try
        {
            return store.Open(date);
        }
        catch (InvalidDataException e)
        {
            throw new CommandException($"{store.PathOf(date)}: {e.Message}");
        }
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
