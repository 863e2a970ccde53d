namespace Seawall.Peers.Flood;

/// <summary>What is pushed to the gate: nothing, or who matters, what a report may not do, and how many connections the reporting business has.</summary>
internal static class FloodRules
{
    /// <summary>The rule that stops reports; its name is in the refusal's text.</summary>
    public const string Rule = "peak-no-reports";

    public static IReadOnlyDictionary<string, string> Off { get; } = new Dictionary<string, string>();

    public static IReadOnlyDictionary<string, string> On { get; } = new Dictionary<string, string>
    {
        ["gate/grades"] = """{"trade":"G0","catalog":"G0","batch":"G4"}""",
        [$"rule/{Rule}"] = """
            {"what":"no reports on the tables of the sale while it lasts","mode":"enforce","order":10,
             "match":{"business":["batch"],"kind":["select"],"table":["trade.orders","trade.lines"]},
             "act":{"kind":"refuse","sqlstate":"57014","hint":"ask database@mall.example or run it after the sale"}}
            """,
    };
}
