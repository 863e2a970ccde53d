using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Kernel;

namespace Seawall.Cli;

/// <summary><c>seawall freeze</c>: while it is on, whatever persons change takes two of them.</summary>
internal static class FreezeCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("freeze", "Freeze the site: every change and every other build takes two persons")
        {
            Examples = ["seawall freeze on --until 2026-11-12T02:00+08:00 --reason \"11.11\"", "seawall freeze status", "seawall freeze off --reason \"the sale is over\""],
        };
        command.Add(On());
        command.Add(Off());
        command.Add(Status());
        command.Add(FreezeDrillCommand.Create());
        return command;
    }

    private static Command On()
    {
        var until = new Option<string>("--until") { Description = "When it ends by itself: a time, or how long from now; unset, when two persons take it off", HelpName = "TIME|DURATION" };
        var options = new DecisionOptions();
        var command = new ExampleCommand("on", "Freeze the site; one person may") { Examples = ["seawall freeze on --reason \"11.11\"", "seawall freeze on --until 26h --reason \"11.11\" --dry-run"] };
        command.Add(until);
        options.AddTo(command);
        command.SetAction((parsed, ct) =>
        {
            DateTimeOffset? end = parsed.GetValue(until) is { } text ? EndOf(text) : null;
            return options.RunAsync(parsed, "/api/freeze/on", new JsonObject { ["until"] = end }, $"would freeze the site{(end is { } at ? $" until {at.UtcDateTime:yyyy-MM-dd HH:mm}Z" : "")}", ended => ChangeTable.WriteOutcome(Console.Out, ended), ct);
        });
        return command;
    }

    private static Command Off()
    {
        var options = new DecisionOptions();
        var command = new ExampleCommand("off", "Ask for the freeze's end; a second person agrees with `seawall config approve`") { Examples = ["seawall freeze off --reason \"the sale is over\""] };
        options.AddTo(command);
        command.SetAction((parsed, ct) => options.RunAsync(parsed, "/api/freeze/off", [], "would ask for the end of the freeze; a second person must agree", ended => ChangeTable.WriteOutcome(Console.Out, ended), ct));
        return command;
    }

    private static Command Status()
    {
        var api = new ApiOptions();
        var command = new ExampleCommand("status", "Whether the site is frozen, until when, and what that means") { Examples = ["seawall freeze status", "seawall freeze status --json"] };
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            await api.ShowAsync(parsed, "/api/freeze", Write, ct).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(JsonElement freeze)
    {
        if (!freeze.GetProperty("on").GetBoolean())
        {
            Console.WriteLine("not frozen");
            return;
        }
        string until = freeze.GetProperty("until") is { ValueKind: JsonValueKind.String } end ? $"until {end.GetDateTimeOffset().UtcDateTime:yyyy-MM-dd HH:mm}Z" : "until two persons take it off";
        Console.WriteLine($"frozen since {freeze.GetProperty("since").GetDateTimeOffset().UtcDateTime:yyyy-MM-dd HH:mm}Z, {until}: {freeze.GetProperty("reason").GetString()}");
        Console.Error.WriteLine("every change waits for a second person (seawall config approve), another build is not started; seawall freeze off asks for its end");
    }

    private static DateTimeOffset EndOf(string text) =>
        DurationText.TryParse(text, out TimeSpan length) ? TimeProvider.System.GetUtcNow() + length
        : DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeLocal, out DateTimeOffset at) ? at
        : throw new CommandException($"--until: '{text}' is neither a time such as 2026-11-12T02:00+08:00 nor a duration such as 26h", ExitCode.Usage);
}
