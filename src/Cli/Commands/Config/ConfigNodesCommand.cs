using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Seawall.Control.Push.Peers;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall config nodes</c>: how every node of the config center stands. Exit code 1 when one does not answer, is out of touch, or differs.</summary>
internal static class ConfigNodesCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        Option<FileInfo> topology = Place.TopologyOption();
        var person = new OperatorOptions();
        var command = new ExampleCommand("nodes", "How every node of the config center stands; exit code 1 when one is down, out of touch with the log, or differs")
        {
            Examples = ["seawall config nodes", "seawall config nodes --json"],
        };
        command.Add(json);
        command.Add(topology);
        person.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            Place place = Place.Current;
            using HttpClient http = ControlApi.Open(place, place.Topology(parsed.GetValue(topology)?.FullName), person.Read(parsed));
            using HttpResponseMessage answer = await http.GetAsync("api/config/nodes", ct).ExpectOkAsync(ct).ConfigureAwait(false);
            ClusterView cluster = (await answer.Content.ReadFromJsonAsync<ClusterView>(ControlApi.Json, ct).ConfigureAwait(false))!;
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(cluster, ControlApi.Json));
            }
            else
            {
                Write(Console.Out, cluster);
            }
            return cluster.Agree ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    internal static void Write(TextWriter output, ClusterView cluster)
    {
        output.WriteLine($"{"node",-16}{"entry",8}{"revision",10}{"streams",9}  {"digest",-18}state");
        foreach (NodeLine node in cluster.Nodes)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{node.Node,-16}{node.Index,8}{node.Revision,10}{node.Streams,9}  {node.Digest,-18}{State(node)}"));
        }
    }

    private static string State(NodeLine node) =>
        !node.Answers ? "does not answer"
        : node.Stopped is { } why ? $"serves nobody: {why}"
        : !node.InTouch ? "out of touch with the log: serves what it has, publishes nothing"
        : node.Leads ? "leads"
        : "in step";
}
