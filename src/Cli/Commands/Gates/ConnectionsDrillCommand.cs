using System.CommandLine;
using System.Text.Json;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall gate drill connections</c>: a bounded storm of connections of one business against the gates of the running site. Exit code 3 when it is not held back as promised.</summary>
internal static class ConnectionsDrillCommand
{
    public static Command Create()
    {
        var business = new Option<string>("--business") { Description = "The business that storms; it needs a cap in gate/connections", DefaultValueFactory = _ => "batch" };
        var core = new Option<string>("--core") { Description = "The login that is to come in all the same", DefaultValueFactory = _ => "trade" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("connections", "Let connections of one business storm the gates: its cap must hold, others must come in, and all must be as before")
        {
            Examples = ["seawall gate drill connections --yes", "seawall gate drill connections --business batch --yes --json"],
        };
        foreach (Option option in (Option[])[business, core, yes, json, topology])
            command.Add(option);
        command.SetAction(async (parsed, ct) =>
        {
            Place place = Place.Current;
            SiteTopology site = place.Topology(parsed.GetValue(topology)?.FullName);
            if (!parsed.GetValue(yes))
                throw new CommandException("for some seconds this opens more connections to the gates of the running site than the business may have; say --yes to do it", ExitCode.Usage);
            ConnectionsFinding found = await new ConnectionsDrill(site, Secrets.In(place.Home), TimeProvider.System)
                .RunAsync(parsed.GetRequiredValue(business), parsed.GetRequiredValue(core), ct).ConfigureAwait(false);
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(found, ControlApi.Json) : Text(found));
            return found.Passed ? ExitCode.Ok : ExitCode.ThresholdMissed;
        });
        return command;
    }

    internal static string Text(ConnectionsFinding found) =>
        $"""
        {found.Opened} connections of {found.Business} at once to {found.Gates} gates: {found.Admitted} came in, {found.Cap} each may; {found.Refused} were told "{found.Told}", {found.Cut} nothing
        meanwhile {found.CoreLogins} logins of {found.Core}: {found.CoreFailed} failed, the slowest took {found.CoreWorstMs} ms
        {(found.Restored ? "all as before" : "NOT AS BEFORE: see the gates' /connections")}
        """;
}
