using System.CommandLine;
using System.Text.Json;
using Seawall.Control.Instances;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>What commands on instances have in common: why, at which site, and how the result is printed.</summary>
internal sealed class InstanceOptions
{
    private readonly Option<string> _reason = new("--reason") { Description = "Why; kept in history and audit", HelpName = "WHY", Required = true };
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON" };
    private readonly Option<FileInfo> _topology = Place.TopologyOption();
    private readonly OperatorOptions _person = new();

    public void AddTo(Command command, bool changes = true)
    {
        if (changes)
        {
            command.Add(_reason);
            _person.AddTo(command);
        }
        command.Add(_json);
        command.Add(_topology);
    }

    public HomeInstances Desk(ParseResult parsed)
    {
        SiteTopology topology = Place.Current.Topology(parsed.GetValue(_topology)?.FullName);
        // What was added is not part of what it was added to.
        return new HomeInstances(TopologyFile.Load(topology.Path), Place.Current.Home, TimeProvider.System);
    }

    /// <summary>Does the work, and prints the instances that run then.</summary>
    public async Task<int> RunAsync(ParseResult parsed, Func<HomeInstances, InstanceRollout, string, Task> work)
    {
        HomeInstances desk = Desk(parsed);
        using HttpClient http = ControlApi.Open(Place.Current, Place.Current.Topology(parsed.GetValue(_topology)?.FullName), _person.Read(parsed));
        try
        {
            await work(desk, new InstanceRollout(desk, http, TimeProvider.System), parsed.GetRequiredValue(_reason)).ConfigureAwait(false);
        }
        catch (InstanceException e)
        {
            throw new CommandException(e.Message);
        }
        Print(parsed, desk);
        return ExitCode.Ok;
    }

    public void Print(ParseResult parsed, HomeInstances desk)
    {
        IReadOnlyList<ServiceInstance> all = desk.All;
        if (parsed.GetValue(_json))
        {
            Console.WriteLine(JsonSerializer.Serialize(new { instances = all }, ControlApi.Json));
            return;
        }
        Console.WriteLine($"{"service",-16}{"instance",-20}{"address",-28}state");
        foreach (ServiceInstance one in all)
        {
            Console.WriteLine($"{one.Service,-16}{one.Name,-20}{one.Address.GetLeftPart(UriPartial.Authority),-28}{(one.Runs ? one.IsOwn ? "runs" : "runs, added" : "stopped")}");
        }
    }

    /// <summary>A running instance by its name.</summary>
    public static ServiceInstance Find(HomeInstances desk, string name) => desk.All.FirstOrDefault(one => one.Name == name && one.Runs)
        ?? throw new CommandException($"no instance '{name}' runs; `seawall instance list` shows them", ExitCode.Usage);
}
