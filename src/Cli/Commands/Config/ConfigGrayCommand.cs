using System.CommandLine;
using System.Text.Json.Nodes;

namespace Seawall.Cli;

/// <summary><c>seawall config gray</c>: another value of an item for some before it is for all.</summary>
internal static class ConfigGrayCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("gray", "Try another value of an item on some roles, instances or a percentage of instances")
        {
            Examples = ["seawall config gray start item/web/rows 60 --for h5 --reason \"longer lists\"", "seawall config gray widen item/web/rows --percent 50 --reason \"no complaints\"", "seawall config gray finish item/web/rows --reason \"for all\""],
        };
        command.Add(Start());
        command.Add(Step("widen", "Try the same value on more", "seawall config gray widen item/web/rows --percent 50 --reason \"no complaints\"", hasAudience: true));
        command.Add(Step("finish", "Make the tried value the one for all", "seawall config gray finish item/web/rows --reason \"for all\"", hasAudience: false));
        command.Add(Step("withdraw", "End the trial; the former value is for all again", "seawall config gray withdraw item/web/rows --reason \"slower\"", hasAudience: false));
        return command;
    }

    private static Command Start()
    {
        var (key, value) = (KeyArgument(), new Argument<string>("json") { Description = "The JSON of the value to try" });
        var (change, audience) = (new ChangeOptions(), new AudienceOptions("the instances"));
        var command = new ExampleCommand("start", "Begin to try a value") { Examples = ["seawall config gray start item/web/rows 60 --for h5,partner --reason \"longer lists\"", "seawall config gray start item/web/rows 60 --percent 10 --dry-run"] };
        command.Add(key);
        command.Add(value);
        audience.AddTo(command);
        change.AddTo(command);
        command.SetAction((parsed, ct) =>
        {
            var body = new JsonObject { ["key"] = parsed.GetValue(key), ["step"] = "start", ["value"] = parsed.GetValue(value) };
            audience.Fill(parsed, body);
            return change.RunAsync(parsed, "/api/config/gray", body, ct);
        });
        return command;
    }

    private static Command Step(string step, string description, string example, bool hasAudience)
    {
        Argument<string> key = KeyArgument();
        var (change, audience) = (new ChangeOptions(), new AudienceOptions("the instances"));
        var command = new ExampleCommand(step, description) { Examples = [example] };
        command.Add(key);
        if (hasAudience)
        {
            audience.AddTo(command);
        }
        change.AddTo(command);
        command.SetAction((parsed, ct) =>
        {
            var body = new JsonObject { ["key"] = parsed.GetValue(key), ["step"] = step, ["percent"] = 0 };
            if (hasAudience)
            {
                audience.Fill(parsed, body);
            }
            return change.RunAsync(parsed, "/api/config/gray", body, ct);
        });
        return command;
    }

    private static Argument<string> KeyArgument() => new("key") { Description = "The item, item/NAMESPACE/NAME" };
}
