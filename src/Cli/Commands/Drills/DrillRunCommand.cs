using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Seawall.Control.Operators;
using Seawall.Drills.Runs;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall drill run</c>: one drill under shoppers. Exit code 3 when it did not pass.</summary>
internal static class DrillRunCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("drill") { Description = "The drill, a file of deploy/drills without its ending" };
        var reason = new Option<string>("--reason") { Description = "Why; kept with the fault, the plan and the report", HelpName = "WHY", Required = true };
        var quick = new Option<bool>("--quick") { Description = "Shortened parts: over within a minute or so" };
        var shoppers = new Option<int?>("--shoppers") { Description = "Shoppers who walk meanwhile; unset, as the drill says", HelpName = "N" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON" };
        var person = new OperatorOptions();
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("run", "Run a drill under shoppers: the steady site, the fault, the plan that answers it, and the site afterwards; exit code 3 when it did not pass")
        {
            Examples = ["seawall drill run cache-catalog --reason \"before the sale\" --yes", "seawall drill run process-reviews --quick --reason \"a new build\" --yes --json"],
        };
        command.Add(id);
        foreach (Option option in (Option[])[reason, quick, shoppers, yes, json, topology])
        {
            command.Add(option);
        }
        person.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            Drill drill = DrillBook.Find(parsed.GetRequiredValue(id));
            drill = parsed.GetValue(shoppers) is { } wanted ? drill with { Shoppers = wanted } : drill;
            if (DrillReader.Faults(drill) is { Count: > 0 } faults)
            {
                throw new CommandException(string.Join('\n', faults), ExitCode.Usage);
            }
            SiteTopology site = Place.Current.Topology(parsed.GetValue(topology)?.FullName);
            if (!parsed.GetValue(yes))
            {
                await AskAsync(drill, site, ct).ConfigureAwait(false);
            }
            return await RunAsync(drill, site, person.Read(parsed), parsed.GetRequiredValue(reason), parsed.GetValue(quick), parsed.GetValue(json), ct).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(Drill drill, SiteTopology topology, Person person, string reason, bool quick, bool json, CancellationToken ct)
    {
        Place place = Place.Current;
        TimeProvider time = TimeProvider.System;
        using HttpClient control = ControlApi.Open(place, topology, person);
        using var site = new SiteDrill(place, topology, control, person.Name, time);
        var traffic = new SiteDrillTraffic(TrafficCommand.Site(topology, Secrets.In(place.Home)) with { Shoppers = drill.Shoppers, Think = TimeSpan.FromMilliseconds(300) }, time);
        await using (traffic.ConfigureAwait(false))
        {
            var run = new DrillRun(drill, new DrillOrder(person.Name, reason, SelfProgram.Build()) { Quick = quick }, site, traffic, time, Console.Error.WriteLine);
            DrillReport report = await run.RunAsync(ct).ConfigureAwait(false);
            string evidence = new ReportFiles(place.Home).Add(report);
            await Console.Error.WriteLineAsync($"the report is {evidence}").ConfigureAwait(false);
            if (report is { Passed: true, Plan: { } plan } && await site.RehearsedAsync(plan, report, evidence, CancellationToken.None).ConfigureAwait(false) is { } why)
            {
                await Console.Error.WriteLineAsync($"the rehearsal of {plan} could not be noted: {why}").ConfigureAwait(false);
            }
            if (json)
            {
                Console.WriteLine(JsonSerializer.Serialize(report, ReportFiles.Json));
            }
            else
            {
                DrillText.Write(Console.Out, report);
            }
            return report.Interrupted ? ExitCode.Interrupted : report.Passed ? ExitCode.Ok : ExitCode.ThresholdMissed;
        }
    }

    private static async Task AskAsync(Drill drill, SiteTopology topology, CancellationToken ct)
    {
        if (Console.IsInputRedirected)
        {
            throw new CommandException("add --yes to do it without being asked", ExitCode.Usage);
        }
        await Console.Error.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{drill.Fault.Kind} on {string.Join(", ", DrillTargets.Resolve(drill.Fault.Targets, topology))} of {topology.Name}, plan {drill.Plan ?? "none"}? [y/N] ")).ConfigureAwait(false);
        string? said = await Task.Run(Console.ReadLine, ct).WaitAsync(ct).ConfigureAwait(false);
        if (said?.Trim() is not ("y" or "Y" or "yes"))
        {
            throw new CommandException("nothing was done");
        }
    }
}
