using System.CommandLine;
using System.Text.Json;

namespace Seawall.Cli;

/// <summary><c>seawall alert test OUTLET</c>: sends a message through an outlet. Exit code 1 when it is not taken.</summary>
internal static class AlertTestCommand
{
    public static Command Create()
    {
        var outlet = new Argument<string>("outlet") { Description = "The outlet, as seawall alert rules shows it" };
        var api = new AlertApi();
        var command = new ExampleCommand("test", "Send a message through an outlet; exit code 1 when it is not taken")
        {
            Examples = ["seawall alert test log", "seawall alert test duty-sms --json"],
        };
        command.Add(outlet);
        api.AddTo(command, changes: true);
        command.SetAction(async (parsed, ct) =>
        {
            string name = parsed.GetRequiredValue(outlet);
            JsonElement answer = await api.PostAsync(parsed, "/test", new { outlet = name }, ct).ConfigureAwait(false) ?? throw new CommandException("the control center's answer is empty");
            bool delivered = answer.GetProperty("delivered").GetBoolean();
            if (api.IsJson(parsed))
            {
                Console.WriteLine(JsonSerializer.Serialize(answer, ControlApi.Json));
            }
            else
            {
                Console.WriteLine(delivered ? $"{name} took the message" : $"{name} did not take it: {answer.GetProperty("why").GetString()}");
            }
            return delivered ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }
}
