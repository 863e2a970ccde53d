namespace Seawall.Peers.Flood;

/// <summary>
/// What is pushed to the gate: nothing, or who matters, the rule that stops reports, how many connections and logins at once the reporting business has, and what holds back
/// the slow statements that no rule names.
/// </summary>
internal static class FloodRules
{
    /// <summary>The rule that stops reports; its name is in the refusal's text.</summary>
    public const string Rule = "peak-no-reports";

    public static IReadOnlyDictionary<string, string> Off { get; } = new Dictionary<string, string>();

    public static IReadOnlyDictionary<string, string> On { get; } = new Dictionary<string, string>
    {
        ["gate/connections"] = """{"perBusiness":{"batch":100},"serverDialsPerBusiness":2}""",
        ["gate/interception"] = """{"mode":"enforce","answer":"stop"}""",
        ["gate/limits"] = """{"limits":[{"name":"reports","match":{"business":["batch"]},"concurrency":2,"waiting":4,"patienceMs":500}]}""",
        ["gate/grades"] = """{"trade":"G0","catalog":"G0","batch":"G4"}""",
        [$"rule/{Rule}"] = """
            {"what":"no reports on the tables of the sale while it lasts","mode":"enforce","order":10,
             "match":{"business":["batch"],"kind":["select"],"table":["trade.orders","trade.lines"]},
             "act":{"kind":"refuse","sqlstate":"57014","hint":"ask database@mall.example or run it after the sale"}}
            """,
    };
}
