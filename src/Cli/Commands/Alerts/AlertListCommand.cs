using System.CommandLine;
using System.Text.Json;
using Seawall.Control.Alerts;
using Seawall.Kernel;

namespace Seawall.Cli;

/// <summary><c>seawall alert list</c>: the open alerts, the worst first. Exit code 1 while one fires that nobody took or silenced.</summary>
internal static class AlertListCommand
{
    public static Command Create()
    {
        var api = new AlertApi();
        var command = new ExampleCommand("list", "What fires now, the worst first; exit code 1 while one fires that nobody took or silenced")
        {
            Examples = ["seawall alert list", "seawall alert list --json"],
        };
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            AlertBoard board = await api.GetAsync<AlertBoard>(parsed, "", ct).ConfigureAwait(false);
            if (api.IsJson(parsed))
            {
                Console.WriteLine(JsonSerializer.Serialize(board, ControlApi.Json));
            }
            else
            {
                Write(Console.Out, board, TimeProvider.System.GetUtcNow());
            }
            return board.Open.Any(open => open.Silence is null && open.Alert.Acknowledged is null && !open.Alert.IsQuiet) ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }

    internal static void Write(TextWriter output, AlertBoard board, DateTimeOffset now)
    {
        foreach (OpenAlert open in board.Open)
        {
            string state = open.Silence is not null ? "silenced" : open.Alert.Acknowledged is { } by ? $"acknowledged by {by.Who}" : open.Alert.IsQuiet ? "over, if it stays so" : "firing";
            output.WriteLine($"{open.Alert.Severity.ToString().ToLowerInvariant(),-9} {open.Alert.Key,-28} {DurationText.Format(now - open.Alert.Since),-9} {state}");
            output.WriteLine($"          {open.Alert.Summary}");
            output.WriteLine($"          owner {open.Alert.Owner}; plan: {open.Alert.Plan}");
        }
        foreach (SilenceView silence in board.Silences)
        {
            output.WriteLine($"silence {silence.Id}  {silence.Match} for {DurationText.Format(silence.Until - now)} more, {silence.Who}: {silence.Why}");
        }
        foreach (WaitingMessage message in board.Waiting.Where(message => message.Attempts > 0))
        {
            output.WriteLine($"outlet {message.Outlet} has not taken a message about {message.Group}, {message.Attempts} attempts: {message.LastFailure}");
        }
        foreach (string fault in board.Faults)
        {
            output.WriteLine($"left out because of its faults: {fault}");
        }
        if (board.Open.Count == 0)
        {
            output.WriteLine("nothing fires");
        }
        if (board.EvaluatedAt is { } at && now - at > TimeSpan.FromSeconds(30))
        {
            output.WriteLine($"rules were evaluated {DurationText.Format(now - at)} ago: monitoring stands still");
        }
    }
}
