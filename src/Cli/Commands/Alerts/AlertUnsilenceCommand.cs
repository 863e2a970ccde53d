using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall alert unsilence ID</c>: ends a silence before its time.</summary>
internal static class AlertUnsilenceCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "The silence, as seawall alert list shows it" };
        var why = new Option<string>("--why") { Description = "The reason, kept with it", HelpName = "TEXT" };
        Option<bool> dryRun = AlertApi.DryRunOption();
        var api = new AlertApi();
        var command = new ExampleCommand("unsilence", "End a silence before its time")
        {
            Examples = ["seawall alert unsilence 3f9a01c2 --why \"the move is done\""],
        };
        command.Add(id);
        command.Add(why);
        command.Add(dryRun);
        api.AddTo(command, changes: true);
        command.SetAction(async (parsed, ct) =>
        {
            string name = parsed.GetRequiredValue(id);
            if (!parsed.GetValue(dryRun))
            {
                await api.PostAsync(parsed, "/unsilence", new { id = name, why = parsed.GetValue(why) ?? "" }, ct).ConfigureAwait(false);
            }
            await Console.Error.WriteLineAsync(parsed.GetValue(dryRun) ? $"silence {name} would be ended" : $"silence {name} is ended").ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }
}
