using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Seawall.Kernel;
using Seawall.Lab.Capacity;
using Seawall.Lab.Filtering;
using Seawall.Lab.Replay;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall lab capacity</c>: how many times the log's busiest second a test site carries, and what gives way first.</summary>
internal static class CapacityCommand
{
    private static readonly double[] _rates = [0.5, 0.7, 0.8, 0.9, 1.0, 1.1];

    public static Command Create()
    {
        var directory = new Argument<DirectoryInfo>("LANES") { Description = "The folder that lab pack wrote; its lanes are the most that can be in flight" };
        var target = new Option<string>("--target") { Description = "testsite, or a superuser's connection string to another marked test site", HelpName = "TARGET", DefaultValueFactory = _ => "testsite" };
        var via = new Option<string>("--via") { Description = "The lanes connect to this proxy in front of the same target", HelpName = "HOST:PORT" };
        var max = new Option<int?>("--max") { Description = "Most lanes to keep busy; unset, all of the pack", HelpName = "N" };
        var step = new Option<string>("--step") { Description = "How long each step is measured; its warm-up comes before", HelpName = "DURATION", DefaultValueFactory = _ => "5s" };
        var slo = new Option<string>("--slo") { Description = "Latency that 99 % of the statements must keep", HelpName = "DURATION", DefaultValueFactory = _ => "100ms" };
        var rates = new Option<bool>("--rates") { Description = "Then offer 50 % to 110 % of the rate found on a schedule, with the latency from each intended start" };
        var rate = new Option<double[]>("--rate") { Description = "Offer only this many statements a second on a schedule, instead of keeping lanes busy; may be given more than once", HelpName = "N" };
        var require = new Option<double?>("--require") { Description = "Exit with 3 when it carries fewer times the log's peak second", HelpName = "TIMES" };
        var readOnly = new Option<bool>("--read-only") { Description = "Run only what reads, on connections that refuse to write" };
        var rollback = new Option<bool>("--rollback") { Description = "Roll every transaction back, so that the test site stays as it is" };
        var lockTimeout = new Option<string>("--lock-timeout") { Description = "A statement that waits longer for a lock fails and is counted", HelpName = "DURATION", DefaultValueFactory = _ => "5s" };
        var seed = new Option<int>("--seed") { Description = "Of the intervals' resampling", DefaultValueFactory = _ => 1 };
        var topology = Place.TopologyOption();
        var output = new ReportOutput("capacity");
        var command = new ExampleCommand("capacity", "Find how much a test site carries, and what gives way first")
        {
            Examples =
            [
                "seawall lab capacity lanes",
                "seawall lab capacity lanes --rates --html capacity.html",
                "seawall lab capacity lanes --max 64 --step 10s --slo 50ms --json > capacity.json",
                "seawall lab capacity lanes --rate 400 --step 30s",
            ],
        };
        command.Add(directory);
        foreach (Option option in (Option[])[target, via, max, step, slo, rates, rate, require, readOnly, rollback, lockTimeout, seed, topology])
        {
            command.Add(option);
        }

        output.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(max) is < 1)
            {
                throw new CommandException("--max: must be at least 1", ExitCode.Usage);
            }

            if (parsed.GetValue(readOnly) && parsed.GetValue(rollback))
            {
                throw new CommandException("--read-only and --rollback exclude each other", ExitCode.Usage);
            }

            string named = parsed.GetRequiredValue(target);
            var options = new CapacityOptions
            {
                Lanes = parsed.GetRequiredValue(directory).FullName,
                Target = named == "testsite"
                    ? (await LabTestSite.OpenAsync(parsed.GetValue(topology)?.FullName, ct).ConfigureAwait(false)).Instance.AdminConnectionString
                    : named,
                Via = parsed.GetValue(via) is { } text ? EndPointText.Parse(text) : null,
                Use = parsed.GetValue(readOnly) ? LaneUse.ReadOnly : parsed.GetValue(rollback) ? LaneUse.RolledBack : LaneUse.All,
                Max = parsed.GetValue(max),
                Step = Duration("--step", parsed.GetRequiredValue(step)),
                Slo = Duration("--slo", parsed.GetRequiredValue(slo)),
                Rates = parsed.GetValue(rates) ? _rates : [],
                FixedRates = [.. (parsed.GetValue(rate) ?? []).Order()],
                LockTimeout = Duration("--lock-timeout", parsed.GetRequiredValue(lockTimeout)),
                Seed = parsed.GetValue(seed),
            };
            CapacityReport report = await RunAsync(options, ct).ConfigureAwait(false);
            output.Write(parsed, report, CapacityTable.Write, CapacityPage.Of);
            // The forecast sets every database against its own report.
            ReportOutput.Keep(Place.Current, $"capacity-{report.Database}", JsonSerializer.Serialize(report, ReportOutput.Json), CapacityPage.Of(report).ToHtml());
            return report.Interrupted ? ExitCode.Interrupted
                : report.Knee.PerSecond.Value <= 0 ? ExitCode.Failed
                : parsed.GetValue(require) is { } times && report.Multiple.Value < times ? ExitCode.ThresholdMissed
                : ExitCode.Ok;
        });
        return command;
    }

    private static async Task<CapacityReport> RunAsync(CapacityOptions options, CancellationToken ct)
    {
        try
        {
            using var view = new CapacityView();
            return await CapacityTest.RunAsync(options, TimeProvider.System, view, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ReplayRefusedException or TestSiteRefusedException or FileNotFoundException or InvalidDataException or JsonException)
        {
            throw new CommandException(e.Message);
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException)
        {
            throw new CommandException($"the target cannot be reached: {e.Message}");
        }
    }

    private static TimeSpan Duration(string option, string text) => DurationText.TryParse(text, out TimeSpan duration) && duration > TimeSpan.Zero
        ? duration
        : throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"{option}: '{text}' is no duration such as 5s or 100ms"), ExitCode.Usage);
}
