using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Seawall.Kernel;
using Seawall.Lab.Packing;
using Seawall.Lab.Replay;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall lab replay</c>: runs prepared lanes on a test site and says how true they ran and what came out differently.</summary>
internal static class ReplayCommand
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

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
        var json = new Option<bool>("--json") { Description = "Print the report as JSON" };
        var topology = Place.TopologyOption();
        var command = new ExampleCommand("replay", "Run prepared lanes on a test site and compare with the log")
        {
            Examples = ["seawall lab replay lanes", "seawall lab replay lanes --relay", "seawall lab replay lanes --mode barrier", "seawall lab replay lanes --duration 30s --json > report.json"],
        };
        command.Add(directory);
        foreach (Option option in (Option[])[target, via, relay, mode, duration, lockTimeout, statementTimeout, json, topology])
        {
            command.Add(option);
        }

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
                Duration = parsed.GetValue(duration) is { } span ? Duration("--duration", span) : null,
                LockTimeout = Duration("--lock-timeout", parsed.GetRequiredValue(lockTimeout)),
                StatementTimeout = Duration("--statement-timeout", parsed.GetRequiredValue(statementTimeout)),
            };
            if (!parsed.GetValue(relay))
            {
                return await RunAsync(options, null, parsed.GetValue(json), ct).ConfigureAwait(false);
            }

            var site = new NpgsqlConnectionStringBuilder(options.Target);
            using RelayProcess between = await RelayProcess.StartAsync($"{site.Host}:{site.Port}", LanesOf(options.Lanes), ct).ConfigureAwait(false);
            return await RunAsync(options with { Via = between.Address }, between, parsed.GetValue(json), ct).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(ReplayOptions options, RelayProcess? relay, bool json, CancellationToken ct)
    {
        ReplayReport report;
        JsonNode? relayed = null;
        try
        {
            using var view = new ReplayView();
            report = await Replayer.RunAsync(options, TimeProvider.System, view, ct).ConfigureAwait(false);
            relayed = relay is null ? null : await relay.EndAsync(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ReplayRefusedException or TestSiteRefusedException or FileNotFoundException or InvalidDataException)
        {
            throw new CommandException(e.Message);
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException)
        {
            throw new CommandException($"the target cannot be reached: {e.Message}");
        }

        if (json)
        {
            JsonNode all = JsonSerializer.SerializeToNode(report, _json)!;
            all["relay"] = relayed;
            Console.WriteLine(all.ToJsonString(_json));
        }
        else
        {
            ReplayTable.Write(report);
            if (relayed?["inFlight"] is { } counted)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"relay      {(double)counted["mean"]!:0.0} in flight on average, at least 95 % of the lanes {(double)counted["share95"]!:0.0%} of {(double)counted["seconds"]!:0.0} s"));
            }
        }

        return report.Interrupted ? ExitCode.Interrupted : report.OrderViolations > 0 ? ExitCode.Failed : ExitCode.Ok;
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
