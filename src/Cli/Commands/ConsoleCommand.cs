using System.CommandLine;
using System.Text.Json;
using Seawall.Control.Operators;
using Seawall.Control.SignIn;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall console</c>: a fresh link that signs one browser in to the console.</summary>
internal static class ConsoleCommand
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("console", "Print a link that opens the console; it works once and for 15 minutes")
        {
            Examples = ["seawall console", "seawall console --json", "seawall console --as ann --level viewer"],
        };
        var person = new OperatorOptions();
        command.Add(json);
        command.Add(topology);
        person.AddTo(command);
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(json), parsed.GetValue(topology)?.FullName, person.Read(parsed), ct));
        return command;
    }

    private static async Task<int> RunAsync(bool json, string? file, Person person, CancellationToken ct)
    {
        Place place = Place.Current;
        SiteTopology topology = place.Topology(file);
        Uri link = ConsoleLink.Create(topology, place.Home, person)
            ?? throw new CommandException($"{topology.Path} has no console; add a process with the role '{ProcessNode.ControlRole}'");
        Console.WriteLine(json
            ? JsonSerializer.Serialize(new { url = link, expires = TimeProvider.System.GetUtcNow() + LoginLinks.Life })
            : link.ToString());
        if (await AnswersAsync(topology.Console!.HealthUrl, ct).ConfigureAwait(false))
        {
            return ExitCode.Ok;
        }
        await Console.Error.WriteLineAsync($"the console does not answer at {ConsoleLink.Address(topology)}; `seawall up` starts it, `seawall logs {topology.Console.Name}` says what is wrong").ConfigureAwait(false);
        return ExitCode.Failed;
    }

    private static async Task<bool> AnswersAsync(Uri health, CancellationToken ct)
    {
        using var http = new HttpClient { Timeout = _patience };
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(health, ct).ConfigureAwait(false);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }
}
