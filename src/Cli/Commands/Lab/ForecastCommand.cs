using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Seawall.Kernel.Curves;
using Seawall.Lab.Capacity;
using Seawall.Lab.Forecast;
using Seawall.Lab.History;

namespace Seawall.Cli;

/// <summary><c>seawall lab forecast</c>: the demand of a sale day from kept days, and the margin of what was measured over it.</summary>
internal static class ForecastCommand
{
    private const string None = "none";
    private const string DefaultCampaign = "campaigns/singles-day.json";

    public static Command Create()
    {
        var days = new Option<DirectoryInfo>("--days") { Description = "Folder of the kept days; unset, the home's", HelpName = "DIR" };
        var campaign = new Option<string?>("--campaign") { Description = "The campaign file; unset, deploy/campaigns/singles-day.json; none for a day without a sale", HelpName = "FILE" };
        var curve = new Option<string?>("--curve") { Description = "The sale's curve; unset, the campaign's", HelpName = "FILE" };
        var capacity = new Option<FileInfo[]>("--capacity") { Description = "Reports of seawall lab capacity --json, one a database; unset, those the home keeps", HelpName = "FILE", AllowMultipleArgumentsPerToken = true };
        var http = new Option<FileInfo?>("--http") { Description = "A report of seawall lab http --json; unset, the one the home keeps", HelpName = "FILE" };
        var day = new Option<string?>("--day") { Description = "The day as 2026-11-11, or +7 for days after the last kept one; unset, the campaign's, or +7 when that has passed", HelpName = "DAY" };
        var paths = new Option<int>("--paths") { Description = "Futures drawn, 100..5000", HelpName = "N", DefaultValueFactory = _ => 400 };
        var seed = new Option<int>("--seed") { Description = "Seed of the futures", HelpName = "S", DefaultValueFactory = _ => 1 };
        var seconds = new Option<FileInfo?>("--seconds") { Description = "Write every second of the day here as CSV: low, value and high by business", HelpName = "FILE" };
        var output = new ReportOutput("forecast");
        paths.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 100 or > 5000)
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"--paths: must be 100..5000, was {result.GetValueOrDefault<int>()}"));
            }
        });
        var command = new ExampleCommand("forecast", "Forecast a sale day by business, interface and statement, and the margin: capacity ÷ forecast")
        {
            Examples =
            [
                "seawall lab forecast --day 2026-11-11 --html margin.html",
                "seawall lab forecast --campaign deploy/campaigns/singles-day.json --capacity main.json marketing.json",
                "seawall lab forecast --campaign none --day +1                 tomorrow as an ordinary day",
                "seawall lab forecast --seconds demand.csv --json > forecast.json",
                "seawall lab forecast curve --from 2026-06-18 -o deploy/curves/june.json",
            ],
        };
        foreach (Option option in (Option[])[days, campaign, curve, capacity, http, day, paths, seed, seconds])
        {
            command.Add(option);
        }

        output.AddTo(command);
        command.SetAction((parsed, ct) =>
        {
            DayStore store = HistoryCommand.Store(parsed.GetValue(days));
            Campaign? plan = CampaignOf(parsed.GetValue(campaign), out string? planFile);
            IReadOnlyList<DaySummary> kept = store.List();
            var options = new ForecastOptions
            {
                Day = DayOf(parsed.GetValue(day), plan, kept),
                Campaign = plan,
                Curve = CurveOf(parsed.GetValue(curve), plan, planFile),
                Capacity = CapacityFiles.Read(parsed.GetValue(capacity) ?? []),
                Interfaces = HttpFiles.Read(parsed.GetValue(http)),
                Paths = parsed.GetValue(paths),
                Seed = parsed.GetValue(seed),
            };
            ForecastReport report = Forecaster.Make(Days(store, kept, options.Day, ct), options, TimeProvider.System.GetUtcNow(), ct);
            if (parsed.GetValue(seconds) is { } csv)
            {
                DemandCsv.Write(csv.FullName, report);
                Console.Error.WriteLine($"every second: {csv.FullName}");
            }

            output.Write(parsed, report, ForecastTable.Write, ForecastPage.Of);
            return Task.FromResult(report.Verdict is { Known: true, Margin.Value: < 1 } ? ExitCode.ThresholdMissed : ExitCode.Ok);
        });
        command.Add(ForecastCurveCommand.Create());
        return command;
    }

    /// <summary>A curve given by its path, by a path of <c>deploy/</c>, or from beside the campaign.</summary>
    internal static SaleCurve LoadCurve(string given, string? campaignFile = null)
    {
        string[] places =
        [
            .. campaignFile is null ? [] : (string[])[Path.Combine(Path.GetDirectoryName(campaignFile)!, given)],
            given,
            DeployFiles.Resolve(Place.Current, given),
            DeployFiles.Find(Place.Current, "curves/" + Path.GetFileName(given)),
        ];
        string file = Array.Find(places, File.Exists) ?? throw new CommandException($"--curve: {given} does not exist", ExitCode.Usage);
        try
        {
            return SaleCurve.Load(file);
        }
        catch (InvalidDataException e)
        {
            throw new CommandException(e.Message, ExitCode.Usage);
        }
    }

    private static Campaign? CampaignOf(string? given, out string? file)
    {
        file = given == None ? null : given is null ? DeployFiles.Find(Place.Current, DefaultCampaign) : DeployFiles.Resolve(Place.Current, given);
        if (file is null)
        {
            return null;
        }

        if (!File.Exists(file))
        {
            throw new CommandException($"--campaign: {given ?? DefaultCampaign} does not exist", ExitCode.Usage);
        }

        try
        {
            return Campaign.Load(file);
        }
        catch (InvalidDataException e)
        {
            throw new CommandException(e.Message, ExitCode.Usage);
        }
    }

    private static SaleCurve? CurveOf(string? given, Campaign? plan, string? planFile) =>
        (given ?? plan?.Curve) is { } curve && curve != None ? LoadCurve(curve, given is null ? planFile : null) : null;

    private static DateOnly DayOf(string? given, Campaign? plan, IReadOnlyList<DaySummary> kept)
    {
        if (kept.Count == 0)
        {
            throw new CommandException("no day is kept to forecast from: `seawall lab history build` makes days of what the gates captured, `seawall lab history seed` projects them for a new site");
        }

        DateOnly last = kept[^1].Date;
        if (given is not null)
        {
            return given.StartsWith('+') && int.TryParse(given.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int ahead) && ahead is > 0 and <= 400
                ? last.AddDays(ahead)
                : HistoryCommand.Date(given, "--day");
        }

        if (plan?.Date is { } date && date > last)
        {
            return date;
        }

        if (plan?.Date is { } passed)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the campaign's day {passed:yyyy-MM-dd} lies within the kept days, so {last.AddDays(7):yyyy-MM-dd} is forecast; --day names another"));
        }

        return last.AddDays(plan is null ? 1 : 7);
    }

    private static IReadOnlyList<KeptDay> Days(DayStore store, IReadOnlyList<DaySummary> kept, DateOnly day, CancellationToken ct)
    {
        IReadOnlyList<DaySummary> chosen = Forecaster.Choose(kept, day);
        if (chosen.Count == 0)
        {
            throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"no day before {day:yyyy-MM-dd} is kept with its seconds; the kept ones reach from {kept[0].Date:yyyy-MM-dd} to {kept[^1].Date:yyyy-MM-dd}"));
        }

        var days = new List<KeptDay>();
        foreach (DaySummary summary in chosen)
        {
            ct.ThrowIfCancellationRequested();
            try
            {
                days.Add(store.Open(summary.Date)!);
            }
            catch (InvalidDataException e)
            {
                Console.Error.WriteLine($"! {store.PathOf(summary.Date)} is left out: {e.Message}");
            }
        }

        return days.Count > 0 ? days : throw new CommandException("every day of the history is damaged");
    }
}

/// <summary>Capacity reports named, or kept in the home; of several of one database the latest.</summary>
internal static class CapacityFiles
{
    public static IReadOnlyList<CapacityReport> Read(FileInfo[] given)
    {
        string reports = Place.Current.Home.LabReports;
        string[] files = given.Length > 0 ? [.. given.Select(file => file.FullName)] : Directory.Exists(reports) ? Directory.GetFiles(reports, "capacity*.json") : [];
        return [.. files.Select(Read).GroupBy(report => report.Database, StringComparer.Ordinal).Select(group => group.MaxBy(report => report.At)!).OrderBy(report => report.Database, StringComparer.Ordinal)];
    }

    private static CapacityReport Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<CapacityReport>(File.ReadAllBytes(file), ReportOutput.Json) ?? throw new CommandException($"{file} is empty", ExitCode.Usage);
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"{file} is no report of `seawall lab capacity --json`: {e.Message}", ExitCode.Usage);
        }
    }
}

/// <summary>Interfaces of a report of <c>seawall lab http</c>.</summary>
internal static class HttpFiles
{
    public static IReadOnlyList<MeasuredInterface> Read(FileInfo? given)
    {
        string file = given?.FullName ?? Path.Combine(Place.Current.Home.LabReports, "http.json");
        if (given is null && !File.Exists(file))
        {
            return [];
        }

        try
        {
            using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(file));
            return [.. report.RootElement.GetProperty("interfaces").EnumerateArray().Select(Interface).OfType<MeasuredInterface>()];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"{file} is no report of `seawall lab http --json`: {e.Message}", ExitCode.Usage);
        }
    }

    private static MeasuredInterface? Interface(JsonElement face)
    {
        string path = face.GetProperty("path").GetString()!;
        string method = face.TryGetProperty("method", out JsonElement m) ? m.GetString()! : "GET";
        return face.TryGetProperty("capacityPerSecond", out JsonElement capacity) && capacity.ValueKind == JsonValueKind.Object
            ? new MeasuredInterface($"{method} {path}", path, JsonSerializer.Deserialize<Kernel.Interval>(capacity, ReportOutput.Json))
            : null;
    }
}
