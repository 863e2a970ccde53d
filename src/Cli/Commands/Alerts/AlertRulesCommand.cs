using System.CommandLine;
using System.Text.Json;
using Seawall.Control.Alerts;

namespace Seawall.Cli;

/// <summary><c>seawall alert rules</c>: every rule with what it watches, its owner and plan, and every outlet.</summary>
internal static class AlertRulesCommand
{
    public static Command Create()
    {
        var api = new AlertApi();
        var command = new ExampleCommand("rules", "Every rule with limit, owner and plan, and every outlet")
        {
            Examples = ["seawall alert rules", "seawall alert rules --json"],
        };
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            RulesAnswer answer = await api.GetAsync<RulesAnswer>(parsed, "/rules", ct).ConfigureAwait(false);
            if (api.IsJson(parsed))
            {
                Console.WriteLine(JsonSerializer.Serialize(answer, ControlApi.Json));
            }
            else
            {
                Write(Console.Out, answer);
            }
            return ExitCode.Ok;
        });
        return command;
    }

    internal sealed record RulesAnswer(IReadOnlyList<RuleView> Rules, IReadOnlyList<OutletView> Outlets, IReadOnlyList<string> Faults);

    internal static void Write(TextWriter output, RulesAnswer answer)
    {
        foreach (RuleView rule in answer.Rules)
        {
            output.WriteLine($"{rule.Name,-26} {rule.Severity,-9} {(rule.Firing > 0 ? $"{rule.Firing} firing" : "well"),-9} {rule.Watches}");
            output.WriteLine($"{"",-26} owner {rule.Owner}; plan: {rule.Plan}");
        }
        foreach (OutletView outlet in answer.Outlets)
        {
            output.WriteLine($"outlet {outlet.Name,-19} {outlet.Kind,-9} {outlet.Address} {(outlet.Default ? $"gets all from {outlet.Least}" : "gets what names it")}");
        }
        foreach (string fault in answer.Faults)
        {
            output.WriteLine($"left out because of its faults: {fault}");
        }
    }
}
