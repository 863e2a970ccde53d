using System.CommandLine;
using System.Text.Json;
using Seawall.Client.Config;

namespace Seawall.Cli;

/// <summary><c>seawall role show</c>: one role, the rules that give it and the limits that name it.</summary>
internal static class RoleShowCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "The role" };
        var api = new ApiOptions();
        var command = new ExampleCommand("show", "One role: what it is, which edge rules give it, which limits name it") { Examples = ["seawall role show batch", "seawall role show partner --json"] };
        command.Add(id);
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using HttpClient http = api.Open(parsed);
            RoleEntriesRead read = await RoleEntriesRead.AskAsync(http, ct).ConfigureAwait(false);
            string role = parsed.GetValue(id)!;
            if (read.Roles.All(known => known.Id != role))
            {
                throw new CommandException($"there is no role '{role}'; there are {string.Join(", ", read.Roles.Select(known => known.Id))}");
            }
            string what = read.Roles.First(known => known.Id == role).What;
            string[] given =
            [
                .. read.Rules.Keys.Values.Where(owner => owner == role).Select(_ => "an API key"),
                .. read.Rules.Rules.Select((rule, i) => (rule, i)).Where(at => at.rule.Role == role).Select(at => $"rules[{at.i}]: {RoleTestCommand.Words(at.rule)}"),
                .. read.Rules.Default == role ? new[] { "default" } : [],
            ];
            string[] limits = [.. read.Entries.Where(entry => entry.Key.StartsWith(ConfigKeys.Limit, StringComparison.Ordinal) && Names(entry.Value, role)).Select(entry => entry.Key)];
            if (api.IsJson(parsed))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { id = role, what, givenBy = given, limits }, ControlApi.Json));
                return ExitCode.Ok;
            }
            Console.WriteLine($"{role}: {what}");
            Console.WriteLine($"given by  {(given.Length == 0 ? "no rule" : string.Join("\n          ", given))}");
            Console.WriteLine($"limits    {(limits.Length == 0 ? "none names it" : string.Join(", ", limits))}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static bool Names(string limit, string role)
    {
        using JsonDocument value = JsonDocument.Parse(limit);
        return value.RootElement.ValueKind == JsonValueKind.Object && value.RootElement.TryGetProperty("roles", out JsonElement roles) && roles.TryGetProperty(role, out _);
    }
}
