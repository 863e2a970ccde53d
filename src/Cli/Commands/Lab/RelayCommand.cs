using System.CommandLine;
using System.Net;
using System.Text.Json;
using Seawall.Relay;

namespace Seawall.Cli;

/// <summary><c>seawall lab relay</c>: a byte-only relay that counts requests in flight, until its input ends.</summary>
internal static class RelayCommand
{
    public static Command Create()
    {
        var target = new Option<string>("--target") { Description = "Where connections go", HelpName = "HOST:PORT", Required = true };
        var listen = new Option<string>("--listen") { Description = "Where it listens; port 0 takes a free one", HelpName = "HOST:PORT", DefaultValueFactory = _ => "127.0.0.1:0" };
        var lanes = new Option<int>("--lanes") { Description = "How many connections make the run", DefaultValueFactory = _ => 128 };
        var command = new ExampleCommand("relay", "Pass connections on unchanged and count requests sent and not yet answered")
        {
            Examples = ["seawall lab relay --target 127.0.0.1:15435 --lanes 128"],
        };
        command.Add(target);
        command.Add(listen);
        command.Add(lanes);
        command.SetAction((parsed, ct) => RunAsync(
            EndPointText.Parse(parsed.GetRequiredValue(listen)), EndPointText.Parse(parsed.GetRequiredValue(target)), parsed.GetValue(lanes), ct));
        return command;
    }

    // The first line on stdout is the address, so that a caller can connect; the count follows when stdin ends.
    private static async Task<int> RunAsync(IPEndPoint listen, IPEndPoint target, int lanes, CancellationToken cancellationToken)
    {
        using var relay = new ByteRelay(listen, target, lanes);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = Task.Factory.StartNew(() => relay.Run(over.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Console.WriteLine(JsonSerializer.Serialize(new { listen = relay.Address.ToString() }));
        var input = Console.In.ReadToEndAsync(cancellationToken);
        await Task.WhenAny(input, Task.Delay(Timeout.Infinite, cancellationToken)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        Console.WriteLine(JsonSerializer.Serialize(new { inFlight = relay.Count.Report() }, JsonSerializerOptions.Web));
        return ExitCode.Ok;
    }
}
