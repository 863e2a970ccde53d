using System.CommandLine;
using System.Text.Json;
using Seawall.Mall.Web;

namespace Seawall.Cli;

/// <summary><c>seawall door check</c>: whether the front door of the running shop keeps order and limits.</summary>
internal static class DoorCheckCommand
{
    private const int Most = 2000;

    public static Command Create()
    {
        var buyers = new Option<int>("--buyers") { Description = "How many come at once, for 20 places", DefaultValueFactory = _ => 300, HelpName = "N" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask: buyers of one item wait for half a minute" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var topology = Place.TopologyOption();
        var command = new ExampleCommand("check", "Put a room before one item, send more buyers than places, see order and limits kept, take it away")
        {
            Examples = ["seawall door check --yes", "seawall door check --buyers 1000 --yes --json"],
        };
        foreach (Option option in (Option[])[buyers, yes, json, topology])
        {
            command.Add(option);
        }
        command.SetAction(async (parsed, ct) =>
        {
            int count = parsed.GetValue(buyers);
            if (count is < 50 or > Most)
            {
                throw new CommandException($"--buyers: must be 50..{Most}, was {count}", ExitCode.Usage);
            }
            if (!parsed.GetValue(yes))
            {
                throw new CommandException("buyers of one item of this site wait for half a minute; add --yes to do it", ExitCode.Usage);
            }
            var site = Place.Current.Topology(parsed.GetValue(topology)?.FullName);
            var shop = site.ProcessOf(MallWeb.Name) ?? throw new CommandException("this site has no shop that strangers reach");
            using var control = ControlApi.Open(Place.Current, site);
            DoorFinding found = await new DoorDrill(control, new Uri($"http://{shop.Listen}"), TimeProvider.System).RunAsync(count, ct).ConfigureAwait(false);
            Console.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(found, ControlApi.Json)
                : $"{found.Buyers} buyers for {found.Places} places of {found.Path}: {found.Admitted} let in, {found.Overtakers} out of order, {found.Errors} errors; {found.Turned} requests never got past the door; all knew {found.AllKnewMs} ms after the last");
            return found.IsGood ? ExitCode.Ok : ExitCode.ThresholdMissed;
        });
        return command;
    }
}
