using System.CommandLine;
using System.Text.Json;
using Npgsql;
using Seawall.Kernel;
using Seawall.Lab.Filtering;
using Seawall.Lab.Packing;
using Seawall.Lab.Replay;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall lab replay</c>: runs prepared lanes on a test site and says how true they ran and what came out differently.</summary>
internal static class ReplayCommand
{
    private static readonly ReportOutput _output = new("replay");

    public static Command Create()
    {
        var directory = new Argument<DirectoryInfo>("DIR") { Description = "The folder that lab pack wrote" };
        var target = new Option<string>("--target") { Description = "testsite, or a superuser's connection string to another marked test site", HelpName = "TARGET", DefaultValueFactory = _ => "testsite" };
        var via = new Option<string>("--via") { Description = "The lanes connect to this relay in front of the same target", HelpName = "HOST:PORT" };
        var relay = new Option<bool>("--relay") { Description = "Put a byte-only relay, a process of its own, between the lanes and the target: it counts what is in flight" };
        var mode = new Option<ReplayMode>("--mode") { Description = "Keep every lane busy, or release round by round", DefaultValueFactory = _ => ReplayMode.Saturate };
        var duration = new Option<string>("--duration") { Description = "Run this long, over and over; unset, the log once", HelpName = "DURATION" };
        var lockTimeout = new Option<string>("--lock-timeout") { Description = "A statement that waits longer for a lock fails and is counted", HelpName = "DURATION", DefaultValueFactory = _ => "5s" };
        var statementTimeout = new Option<string>("--statement-timeout") { Description = "A statement that runs longer fails and is counted", HelpName = "DURATION", DefaultValueFactory = _ => "60s" };
        var priority = new Option<SendPriority>("--priority") { Description = "Send before the backends get to run, which keeps lanes busiest, or as one of them, which costs least", DefaultValueFactory = _ => SendPriority.Raised };
        var readOnly = new Option<bool>("--read-only") { Description = "Run only what reads, on connections that refuse to write" };
        var rollback = new Option<bool>("--rollback") { Description = "Run what writes too, in transactions that are always rolled back" };
        var record = new Option<FileInfo>("--record") { Description = "Keep the outcome of every statement: error, rows, checksum", HelpName = "FILE" };
        var compare = new Option<FileInfo>("--compare") { Description = "Compare every statement's outcome with the recorded one, as it runs", HelpName = "FILE" };
        var topology = Place.TopologyOption();
        var command = new ExampleCommand("replay", "Run prepared lanes on a test site and compare with the log")
        {
            Examples =
            [
                "seawall lab replay lanes",
                "seawall lab replay lanes --relay",
                "seawall lab replay lanes --mode barrier",
                "seawall lab replay lanes --duration 30s --json > report.json",
                "seawall lab replay lanes --html replay.html",
                "seawall lab replay lanes --read-only",
                "seawall lab replay lanes --record before.outcomes",
                "seawall lab replay lanes --compare before.outcomes",
            ],
        };
        command.Add(directory);
        foreach (Option option in (Option[])[target, via, relay, mode, priority, duration, readOnly, rollback, record, compare, lockTimeout, statementTimeout, topology])
        {
            command.Add(option);
        }

        _output.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(record) is not null && result.GetValue(compare) is not null)
            {
                result.AddError("--record and --compare: one run does one of them");
            }

            if (result.GetValue(readOnly) && result.GetValue(rollback))
            {
                result.AddError("--read-only and --rollback: one run does one of them");
            }
        });
        command.SetAction(async (parsed, ct) =>
        {
            string named = parsed.GetRequiredValue(target);
            var options = new ReplayOptions
            {
                Lanes = parsed.GetRequiredValue(directory).FullName,
                Target = named == "testsite"
                    ? (await LabTestSite.OpenAsync(parsed.GetValue(topology)?.FullName, ct).ConfigureAwait(false)).Instance.AdminConnectionString
                    : named,
                Via = parsed.GetValue(via) is { } text ? EndPointText.Parse(text) : null,
                Mode = parsed.GetValue(mode),
                Priority = parsed.GetValue(priority),
                Duration = parsed.GetValue(duration) is { } span ? Duration("--duration", span) : null,
                Use = parsed.GetValue(readOnly) ? LaneUse.ReadOnly : parsed.GetValue(rollback) ? LaneUse.RolledBack : LaneUse.All,
                Record = parsed.GetValue(record)?.FullName,
                Compare = parsed.GetValue(compare)?.FullName,
                LockTimeout = Duration("--lock-timeout", parsed.GetRequiredValue(lockTimeout)),
                StatementTimeout = Duration("--statement-timeout", parsed.GetRequiredValue(statementTimeout)),
            };
            if (!parsed.GetValue(relay))
            {
                return await RunAsync(options, null, parsed, ct).ConfigureAwait(false);
            }

            var site = new NpgsqlConnectionStringBuilder(options.Target);
            using RelayProcess between = await RelayProcess.StartAsync($"{site.Host}:{site.Port}", LanesOf(options.Lanes), ct).ConfigureAwait(false);
            return await RunAsync(options with { Via = between.Address }, between, parsed, ct).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(ReplayOptions options, RelayProcess? relay, ParseResult parsed, CancellationToken ct)
    {
        ReplayReport report;
        try
        {
            using var view = new ReplayView();
            report = await Replayer.RunAsync(options, TimeProvider.System, view, ct).ConfigureAwait(false);
            report = relay is null ? report : report with { Relay = (await relay.EndAsync(ct).ConfigureAwait(false)).Deserialize<RelayedReport>(JsonSerializerOptions.Web) };
        }
        catch (Exception e) when (e is ReplayRefusedException or TestSiteRefusedException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandException(e.Message);
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException)
        {
            throw new CommandException($"the target cannot be reached: {e.Message}");
        }

        _output.Write(parsed, report, ReplayTable.Write, ReplayPage.Of);
        return report.Interrupted ? ExitCode.Interrupted
            : report.OrderViolations > 0 ? ExitCode.Failed
            : report.Compared is { IsClean: false } ? ExitCode.ThresholdMissed
            : ExitCode.Ok;
    }

    private static int LanesOf(string directory)
    {
        try
        {
            return Manifest.Load(directory).LaneCount;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or JsonException)
        {
            throw new CommandException($"{directory} holds no lanes: {e.Message}", ExitCode.Usage);
        }
    }

    private static TimeSpan Duration(string option, string text) => DurationText.TryParse(text, out TimeSpan duration)
        ? duration
        : throw new CommandException($"{option}: '{text}' is no duration such as 30s or 5m", ExitCode.Usage);
}
