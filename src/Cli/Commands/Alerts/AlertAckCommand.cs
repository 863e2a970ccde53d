using System.CommandLine;

namespace Seawall.Cli;

/// <summary><c>seawall alert ack KEY</c>: says that somebody is at it, so that it is neither repeated nor escalated.</summary>
internal static class AlertAckCommand
{
    public static Command Create()
    {
        var key = new Argument<string>("key") { Description = "The alert, such as process:trade" };
        Option<string> why = AlertApi.WhyOption();
        Option<bool> dryRun = AlertApi.DryRunOption();
        var api = new AlertApi();
        var command = new ExampleCommand("ack", "Take an alert: it is neither repeated nor escalated any more")
        {
            Examples = ["seawall alert ack process:trade --why \"looking at it\""],
        };
        command.Add(key);
        command.Add(why);
        command.Add(dryRun);
        api.AddTo(command, changes: true);
        command.SetAction(async (parsed, ct) =>
        {
            string name = parsed.GetRequiredValue(key);
            if (!parsed.GetValue(dryRun))
            {
                await api.PostAsync(parsed, "/ack", new { key = name, why = parsed.GetValue(why) }, ct).ConfigureAwait(false);
            }
            await Console.Error.WriteLineAsync(parsed.GetValue(dryRun) ? $"{name} would be acknowledged" : $"{name} is acknowledged").ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }
}
