using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Seawall.Lab.Pulling;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall lab pull</c>: brings one day's statements in from where they are logged.</summary>
internal static class PullCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print the report as JSON; its schema: seawall lab schema pull" };
        Option<string> day = DayOption();
        Option<FileInfo> plan = PlanOption();
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("pull", "Bring in a day's statements: each once, without secrets, as one capture")
        {
            Examples =
            [
                "seawall lab pull                              yesterday, from what deploy/pull.json names",
                "seawall lab pull --day today --json",
                "seawall lab pull --day 2026-11-10 --plan my-pull.json",
            ],
        };
        foreach (Option option in (Option[])[day, plan, json, topology])
            command.Add(option);
        command.SetAction(async (parsed, ct) =>
        {
            PullSite site = PullSite.Open(parsed.GetValue(plan)?.FullName, parsed.GetValue(topology)?.FullName);
            PullReport report = await site.PullAsync(site.DayOf(parsed.GetRequiredValue(day)), new Talk(), ct).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(report, ReportOutput.Json));
            else
                Print(report);
            return report.Complete ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    public static Option<string> DayOption() => new("--day") { Description = "yesterday, today, or a date such as 2026-11-10", HelpName = "DAY", DefaultValueFactory = _ => "yesterday" };

    public static Option<FileInfo> PlanOption() => new("--plan") { Description = "What is pulled from where; unset, deploy/pull.json", HelpName = "FILE" };

    private static void Print(PullReport report)
    {
        void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        Line($"{report.Day}: {report.Statements:N0} statements, {report.Duplicates:N0} met twice, {report.OfOtherDays:N0} of other days left out, {report.Redacted:N0} secrets replaced");
        foreach (PulledSource source in report.Sources)
        {
            Line($"{source.Name} ({source.Kind}): {source.Files.Count} files{(source.Problem is null ? "" : ", PROBLEM: " + source.Problem)}");
            foreach (PulledFile file in source.Files)
                Line($"  {file.Name}  {file.Bytes:N0} bytes  {(file.SameAsBefore ? "the same bytes came before" : file.Format)}  {file.Statements:N0} statements{(file.Problem is null ? "" : "  PROBLEM: " + file.Problem)}");
        }
        foreach (string removed in report.Removed)
            Line($"removed {removed}, older than is kept");
        Line($"now in {report.File}");
    }

    internal sealed class Talk : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine($"▸ {value}");
    }
}

/// <summary>The plan of this site, and what pulling by it needs.</summary>
internal sealed record PullSite(Place Place, SiteTopology Topology, PullPlan Plan)
{
    public PulledDays Days => new(Path.Combine(Place.Home.Lab, "pulled"));

    public static PullSite Open(string? planFile, string? topologyFile)
    {
        Place place = Place.Current;
        string file = planFile is null ? DeployFiles.Find(place, "pull.json") : DeployFiles.Resolve(place, planFile);
        if (!File.Exists(file))
            throw new CommandException($"{file} does not exist", ExitCode.Usage);
        SiteTopology topology = place.Topology(topologyFile);
        try
        {
            PullPlan plan = PullPlan.Load(file);
            IReadOnlyList<Uri> own = GateAdmin.Addresses(topology);
            return new PullSite(place, topology, plan with { Sources = [.. plan.Sources.Select(s => s.Gates is { Count: 0 } ? s with { Gates = own } : s)] });
        }
        catch (InvalidDataException e)
        {
            throw new CommandException(e.Message, ExitCode.Usage);
        }
    }

    public LogDay DayOf(string text)
    {
        LogDay today = LogDay.Of(TimeProvider.System.GetUtcNow(), Plan.Offset);
        return text switch
        {
            "today" => today,
            "yesterday" => today.Plus(-1),
            _ when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) => today with { Date = date },
            _ => throw new CommandException($"--day: '{text}' is no day; give yesterday, today or a date such as 2026-11-10", ExitCode.Usage),
        };
    }

    public async Task<PullReport> PullAsync(LogDay day, IProgress<string> progress, CancellationToken ct)
    {
        Secrets secrets = Secrets.In(Place.Home);
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
        var pull = new DayPull(Plan, Days, http, TimeProvider.System)
        {
            GateToken = GateAdmin.Token(secrets),
            RedactionKey = Encoding.UTF8.GetBytes(secrets.Password("lab", "redaction")),
        };
        return await pull.RunAsync(day, progress, ct).ConfigureAwait(false);
    }
}
