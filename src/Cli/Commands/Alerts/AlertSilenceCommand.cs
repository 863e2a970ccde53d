using System.CommandLine;
using System.Text.Json;
using Seawall.Kernel;

namespace Seawall.Cli;

/// <summary><c>seawall alert silence MATCH</c>: tells nobody of these alerts for a while; prints the silence's id.</summary>
internal static class AlertSilenceCommand
{
    public static Command Create()
    {
        var match = new Argument<string>("match") { Description = "The alerts' keys; a star stands for anything" };
        var length = new Option<string>("--for") { Description = "How long, such as 30m or 2h; at most 7d", HelpName = "TIME", DefaultValueFactory = _ => "1h" };
        Option<string> why = AlertApi.WhyOption();
        Option<bool> dryRun = AlertApi.DryRunOption();
        var api = new AlertApi();
        var command = new ExampleCommand("silence", "Tell nobody of some alerts for a while")
        {
            Examples = ["seawall alert silence process:trade --for 30m --why \"new version\"", "seawall alert silence 'process:*' --why drill --dry-run"],
        };
        command.Add(match);
        command.Add(length);
        command.Add(why);
        command.Add(dryRun);
        api.AddTo(command, changes: true);
        command.SetAction(async (parsed, ct) =>
        {
            string keys = parsed.GetRequiredValue(match);
            string time = parsed.GetValue(length)!;
            if (!DurationText.TryParse(time, out _))
            {
                throw new CommandException($"--for: '{time}' is no time such as 30m, 2h or 1d", ExitCode.Usage);
            }
            if (parsed.GetValue(dryRun))
            {
                await Console.Error.WriteLineAsync($"{keys} would be silenced for {time}").ConfigureAwait(false);
                return ExitCode.Ok;
            }
            JsonElement? answer = await api.PostAsync(parsed, "/silence", new { match = keys, @for = time, why = parsed.GetValue(why) }, ct).ConfigureAwait(false);
            string id = answer?.GetProperty("id").GetString() ?? "";
            Console.WriteLine(api.IsJson(parsed) ? JsonSerializer.Serialize(new { id, match = keys }, ControlApi.Json) : id);
            await Console.Error.WriteLineAsync($"{keys} is silenced for {time}; seawall alert unsilence {id} ends it").ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }
}
