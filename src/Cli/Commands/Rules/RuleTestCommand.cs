using System.CommandLine;
using System.Text.Json;
using Seawall.Client.Gates;
using Seawall.Gate;

namespace Seawall.Cli;

/// <summary><c>seawall rule test</c>: which of the published rules would mean a statement, and which one would decide.</summary>
internal static class RuleTestCommand
{
    public static Command Create()
    {
        var sql = new Option<string>("--sql") { Description = "The statement; its tags count as they do at a gate", HelpName = "SQL", Required = true };
        Option<string> business = Who("--business", "The business that sends it"), role = Who("--role", "For which role"), caller = Who("--caller", "For which caller"), login = Who("--login", "By which login"), database = Who("--database", "To which database");
        var at = new Option<DateTimeOffset?>("--at") { Description = "When; now when unset", HelpName = "TIME" };
        var api = new ApiOptions();
        var command = new ExampleCommand("test", "Which published rules mean a statement, and which would decide; nothing is sent to any gate")
        {
            Examples =
            [
                "seawall rule test --sql \"select * from trade.orders\" --business batch",
                "seawall rule test --sql \"update carts set total = 0\" --business trade --role app --at 2026-11-11T00:00:00Z --json",
            ],
        };
        foreach (Option option in (Option[])[sql, business, role, caller, login, database, at])
        {
            command.Add(option);
        }
        api.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using HttpClient http = api.Open(parsed);
            IReadOnlyList<GateRule> rules = RuleEntries.Parse(await RuleEntries.ReadAsync(http, ct).ConfigureAwait(false));
            var trial = new RuleTrial
            {
                Sql = parsed.GetRequiredValue(sql),
                Business = parsed.GetValue(business) ?? "",
                Role = parsed.GetValue(role) ?? "",
                Caller = parsed.GetValue(caller) ?? "",
                Login = parsed.GetValue(login) ?? "",
                Database = parsed.GetValue(database) ?? "",
                At = parsed.GetValue(at) ?? TimeProvider.System.GetUtcNow(),
            };
            RuleTrialAnswer answer = trial.Ask(rules);
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

    internal static void Write(TextWriter output, RuleTrialAnswer answer)
    {
        output.WriteLine($"{answer.Fingerprint}  {answer.Kind}  {answer.Sql}");
        output.WriteLine($"tables: {(answer.Tables.Count == 0 ? "none" : string.Join(", ", answer.Tables))}; form: {answer.Form}");
        foreach (RuleTrialMatch match in answer.Matches)
        {
            output.WriteLine($"{match.Order,6}  {match.Mode,-8} {match.Kind,-7} {match.Name}{(match.NeedsEstimate ? "  if the server's estimate is as high as it says" : "")}{(match.Name == answer.Decides ? "  ← decides" : "")}");
        }
        if (answer.Decides is null)
        {
            output.WriteLine("no rule that is enforced means it: it goes on");
        }
    }

    private static Option<string> Who(string name, string description) => new(name) { Description = description, HelpName = "NAME" };
}
