using System.CommandLine;
using System.Text.Json.Nodes;

namespace Seawall.Cli;

/// <summary><c>seawall door open</c>: lets buyers into a room, and makes the room when paths are given.</summary>
internal static class DoorOpenCommand
{
    public static Command Create()
    {
        var room = DoorTurn.Room();
        var paths = new Option<string[]>("--path") { Description = "A path behind the room, with all below it; * stands for one segment", HelpName = "PATH" };
        var roles = new Option<string>("--roles") { Description = "Only these roles wait, comma between; all unless given", HelpName = "ROLES" };
        var places = new Option<int?>("--places") { Description = "How many may be let in altogether", HelpName = "N" };
        var inside = new Option<int?>("--inside") { Description = "How many may be inside at once", HelpName = "N" };
        var perSecond = new Option<double?>("--per-second") { Description = "How many are let in a second; 100 unless given", HelpName = "N" };
        var pass = new Option<int?>("--pass-seconds") { Description = "How long a pass is good; 300 unless given", HelpName = "N" };
        var (title, titleZh) = (new Option<string>("--title") { Description = "What is waited for, in English", HelpName = "TEXT" }, new Option<string>("--title-zh") { Description = "The same in Chinese", HelpName = "TEXT" });
        var change = new ChangeOptions();
        var command = new ExampleCommand("open", "Let buyers in again after close or soldout; with --path, make or change the room")
        {
            Examples =
            [
                "seawall door open rush --reason \"it begins\" --yes",
                "seawall door open rush --path /items/42 --places 1000 --inside 200 --per-second 50 --title \"Rush hour\" --title-zh 限时抢购 --reason \"the rush of 20:00\"",
                "seawall door open rush --per-second 20 --dry-run",
            ],
        };
        foreach (Option option in (Option[])[paths, roles, places, inside, perSecond, pass, title, titleZh])
        {
            command.Add(option);
        }
        command.Add(room);
        change.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            string name = parsed.GetValue(room)!;
            JsonObject rules = await DoorTurn.PublishedAsync(change, parsed, name, ct).ConfigureAwait(false) ?? [];
            if (rules.Count == 0 && parsed.GetValue(paths) is not { Length: > 0 })
            {
                throw new CommandException($"there is no waiting room '{name}'; say which paths it is for with --path", ExitCode.Usage);
            }
            (rules["open"], rules["soldOut"]) = (true, false);
            Set("paths", parsed.GetValue(paths) is { Length: > 0 } wanted ? new JsonArray([.. wanted.Select(path => (JsonNode?)path)]) : null);
            Set("roles", parsed.GetValue(roles) is { } named ? new JsonArray([.. named.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(role => (JsonNode?)role)]) : null);
            Set("places", parsed.GetValue(places));
            Set("inside", parsed.GetValue(inside));
            Set("perSecond", parsed.GetValue(perSecond));
            Set("passSeconds", parsed.GetValue(pass));
            Set("title", parsed.GetValue(title));
            Set("titleZh", parsed.GetValue(titleZh));
            return await DoorTurn.PublishAsync(change, parsed, name, rules.ToJsonString(), ct).ConfigureAwait(false);

            void Set(string member, JsonNode? value)
            {
                if (value is not null)
                {
                    rules[member] = value;
                }
            }
        });
        return command;
    }
}
