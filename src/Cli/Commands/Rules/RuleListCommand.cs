using System.CommandLine;
using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Client.Gates;

namespace Seawall.Cli;

/// <summary><c>seawall rule list</c>: every rule in the order the gates ask them.</summary>
internal static class RuleListCommand
{
    public static Command Create()
    {
        var api = new ApiOptions();
        var command = new ExampleCommand("list", "Every rule in the order the gates ask them: mode, act, what it is for") { Examples = ["seawall rule list", "seawall rule list --json"] };
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using HttpClient http = api.Open(parsed);
            IReadOnlyList<ConfigEntry> entries = await RuleEntries.ReadAsync(http, ct).ConfigureAwait(false);
            IReadOnlyList<GateRule> rules = RuleEntries.Parse(entries);
            if (api.IsJson(parsed))
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    rules.Select(rule => new { rule.Name, rule.What, Mode = Word(rule.Mode), rule.Order, Kind = Word(rule.Act.Kind) }), ControlApi.Json));
                return ExitCode.Ok;
            }
            foreach (GateRule rule in rules)
            {
                Console.WriteLine($"{rule.Order,6}  {Word(rule.Mode),-8} {Word(rule.Act.Kind),-7} {rule.Name,-24} {rule.What}");
            }
            if (rules.Count == 0)
            {
                await Console.Error.WriteLineAsync("no rule is published; every statement goes on. `seawall rule set --help` shows how to make one").ConfigureAwait(false);
            }
            return ExitCode.Ok;
        });
        return command;
    }

    internal static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
