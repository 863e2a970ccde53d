using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Seawall.Control.Push;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall config instances</c>: which instance has which revision in force, and who lags. Exit code 1 when somebody does.</summary>
internal static class ConfigInstancesCommand
{
    public static Command Create()
    {
        var stragglers = new Option<bool>("--stragglers") { Description = "Only those who are behind, gone or could not apply it" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        Option<FileInfo> topology = Place.TopologyOption();
        var person = new OperatorOptions();
        var command = new ExampleCommand("instances", "Which instance has which revision of the config in force; exit code 1 when one lags")
        {
            Examples = ["seawall config instances", "seawall config instances --stragglers", "seawall config instances --json"],
        };
        command.Add(stragglers);
        command.Add(json);
        command.Add(topology);
        person.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            Place place = Place.Current;
            using HttpClient http = ControlApi.Open(place, place.Topology(parsed.GetValue(topology)?.FullName), person.Read(parsed));
            using HttpResponseMessage answer = await http.GetAsync("api/instances" + (parsed.GetValue(stragglers) ? "?stragglers=true" : ""), ct).ExpectOkAsync(ct).ConfigureAwait(false);
            FleetView fleet = (await answer.Content.ReadFromJsonAsync<FleetView>(ControlApi.Json, ct).ConfigureAwait(false))!;
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(fleet, ControlApi.Json));
            }
            else
            {
                Write(Console.Out, fleet);
            }
            return fleet.Stragglers.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    internal static void Write(TextWriter output, FleetView fleet)
    {
        output.WriteLine(fleet.Summary);
        output.WriteLine($"{"service",-16}{"instance",-20}{"revision",9}{"lag",6}  state");
        foreach (InstanceView one in fleet.Instances)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Service,-16}{one.Instance,-20}{(one.Acked is { } acked ? acked.ToString(CultureInfo.InvariantCulture) : "-"),9}{one.Lag,6}  {State(one)}"));
        }
    }

    private static string State(InstanceView one) =>
        !one.Connected ? string.Create(CultureInfo.InvariantCulture, $"gone for {one.LateSeconds:0} s")
        : one.Differs ? "holds something else under this revision"
        : one.Faults.Count > 0 ? $"could not apply it: {string.Join("; ", one.Faults)}"
        : one.Lag > 0 ? string.Create(CultureInfo.InvariantCulture, $"late by {one.LateSeconds:0.0} s")
        : "in step";
}
