using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Seawall.Kernel;
using Seawall.Lab.Nightly;
using Seawall.Lab.Pulling;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall lab nightly</c>: the night's work, by hand, by the schedule, and when it comes next.</summary>
internal static class NightlyCommand
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(500);

    public static Command Create()
    {
        var command = new ExampleCommand("nightly", "Each night: pull the day, replay it on the test site, compare it with the days before")
        {
            Examples =
            [
                "seawall lab nightly status                          when the schedule begins next, and the last night's outcome",
                "seawall lab nightly run                             the same work now, on yesterday",
                "seawall lab nightly trigger --in 5s --day today     let the schedule begin now, and wait for its report",
            ],
        };
        command.Add(RunCommand());
        command.Add(StatusCommand());
        command.Add(TriggerCommand());
        return command;
    }

    private static ExampleCommand RunCommand()
    {
        Option<string> day = PullCommand.DayOption();
        Option<FileInfo> plan = PullCommand.PlanOption();
        Option<FileInfo> topology = Place.TopologyOption();
        var by = new Option<string>("--by") { Description = "Who began it, as the report says", Hidden = true, DefaultValueFactory = _ => "command" };
        var output = new ReportOutput("nightly");
        var command = new ExampleCommand("run", "Pull a day, replay it on the test site, compare it with the days before")
        {
            Examples = ["seawall lab nightly run", "seawall lab nightly run --day 2026-11-10 --html night.html"],
        };
        foreach (Option option in (Option[])[day, plan, topology, by])
            command.Add(option);
        output.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            PullSite site = PullSite.Open(parsed.GetValue(plan)?.FullName, parsed.GetValue(topology)?.FullName);
            var files = new NightlyFiles(site.Place.Home);
            NightlyReport report = await new NightlyWork(site, files, TimeProvider.System).RunAsync(site.DayOf(parsed.GetRequiredValue(day)), parsed.GetRequiredValue(by), ct).ConfigureAwait(false);
            files.Write(report);
            output.Write(parsed, report, Print, NightlyPage.Of);
            return report.Ok ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private static ExampleCommand StatusCommand()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("status", "When the schedule begins next, and the last night's outcome; exit code 1 when nothing is scheduled") { Examples = ["seawall lab nightly status", "seawall lab nightly status --json"] };
        command.Add(json);
        command.Add(topology);
        command.SetAction(async (parsed, ct) =>
        {
            Place place = Place.Current;
            using HttpClient http = Scheduler(place.Topology(parsed.GetValue(topology)?.FullName));
            NightlyRole.State state = await StateAsync(http, ct).ConfigureAwait(false);
            NightlyReport? last = state.LastDay is { } day ? new NightlyFiles(place.Home).Read(day) : null;
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { state.NextAt, state.NextDay, state.Working, last }, ReportOutput.Json));
                return ExitCode.Ok;
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"next   {state.NextAt:yyyy-MM-dd HH:mm} UTC, on {state.NextDay}{(state.Working ? "; at work now" : "")}"));
            Console.WriteLine(last is null ? "last   none yet" : string.Create(CultureInfo.InvariantCulture, $"last   {last.Day}, {(last.Ok ? "done" : "FAILED at " + last.Stages[^1].Name)}, begun {last.StartedAt:yyyy-MM-dd HH:mm} UTC by {last.StartedBy}"));
            return ExitCode.Ok;
        });
        return command;
    }

    private static ExampleCommand TriggerCommand()
    {
        Option<string> day = PullCommand.DayOption();
        var within = new Option<string>("--in") { Description = "How far ahead the schedule's turn is set", HelpName = "DURATION", DefaultValueFactory = _ => "2s" };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON" };
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("trigger", "Bring the schedule's next turn forward and wait until its work has ended") { Examples = ["seawall lab nightly trigger", "seawall lab nightly trigger --in 5s --day today --json"] };
        foreach (Option option in (Option[])[day, within, json, topology])
            command.Add(option);
        command.SetAction(async (parsed, ct) =>
        {
            if (!DurationText.TryParse(parsed.GetRequiredValue(within), out TimeSpan ahead))
                throw new CommandException($"--in: '{parsed.GetValue(within)}' is no duration such as 5s", ExitCode.Usage);
            Place place = Place.Current;
            string? file = parsed.GetValue(topology)?.FullName;
            LogDay wanted = PullSite.Open(null, file).DayOf(parsed.GetRequiredValue(day));
            using HttpClient http = Scheduler(place.Topology(file));
            NightlyReport report = await TriggerAsync(http, new NightlyFiles(place.Home), new NightlyRole.Call(TimeProvider.System.GetUtcNow() + ahead, wanted.Name), ct).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(report, ReportOutput.Json));
            else
                Print(report);
            return report.Ok ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private static async Task<NightlyReport> TriggerAsync(HttpClient http, NightlyFiles files, NightlyRole.Call call, CancellationToken ct)
    {
        using (HttpResponseMessage answer = await http.PostAsJsonAsync("/nightly", call, ReportOutput.Json, ct).ConfigureAwait(false))
        {
            if (!answer.IsSuccessStatusCode)
                throw new CommandException($"the schedule refuses: {await answer.Content.ReadAsStringAsync(ct).ConfigureAwait(false)}");
        }
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"▸ the schedule begins at {call.At:HH:mm:ss} UTC on {call.Day}; its log is logs/nightly.log")).ConfigureAwait(false);
        using var look = new PeriodicTimer(_look);
        while (await look.WaitForNextTickAsync(ct).ConfigureAwait(false))
        {
            NightlyRole.State state = await StateAsync(http, ct).ConfigureAwait(false);
            if (state.Working || state.NextAt == call.At)
                continue;
            return files.Read(call.Day) is { } report && report.StartedAt >= call.At.AddSeconds(-1)
                ? report
                : throw new CommandException("the work ended without a report; seawall logs nightly tells why");
        }
        throw new OperationCanceledException(ct);
    }

    private static async Task<NightlyRole.State> StateAsync(HttpClient http, CancellationToken ct)
    {
        try
        {
            return (await http.GetFromJsonAsync<NightlyRole.State>("/nightly", ReportOutput.Json, ct).ConfigureAwait(false))!;
        }
        catch (HttpRequestException e)
        {
            throw new CommandException($"the schedule does not answer at {http.BaseAddress}: {e.Message}; is the site up? `./seawall status` tells");
        }
    }

    private static HttpClient Scheduler(SiteTopology topology) => topology.Processes.FirstOrDefault(p => p.Role == "nightly") is { } process
        ? new HttpClient { BaseAddress = new Uri($"http://{process.Listen}"), Timeout = TimeSpan.FromSeconds(10) }
        : throw new CommandException($"{topology.Path} schedules nothing; give it a process {{\"name\": \"nightly\", \"role\": \"nightly\", \"listen\": \"127.0.0.1:7071\"}}");

    private static void Print(NightlyReport report)
    {
        void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        Line($"{report.Day}, begun by {report.StartedBy}: {(report.Ok ? "done" : "FAILED")}");
        foreach (NightlyStage stage in report.Stages)
            Line($"  {stage.Name,-10} {stage.Seconds,8:0.0} s  {stage.Problem ?? "done"}");
        if (report.Replay is { } replay)
            Line($"replay     {replay.StatementsPerSecond:N0} statements/s, {replay.InFlightMean:0.0} in flight, at least 95 % of the lanes {replay.Share95:0.0%} of the run, {replay.OrderViolations} order violations, {replay.NewErrors} new errors");
        foreach ((string name, Seawall.Lab.History.DayComparison? comparison) in new[] { ("day before", report.DayBefore), ("week before", report.WeekBefore) })
            Line($"{name,-10} {(comparison is null ? "not kept" : string.Create(CultureInfo.InvariantCulture, $"{comparison.Other:yyyy-MM-dd}: calls × {comparison.All.Calls:0.00}, rows × {comparison.All.Rows:0.00}, time × {comparison.All.Time:0.00}, {comparison.New.Count} new fingerprints, {comparison.Gone.Count} gone"))}");
    }
}
