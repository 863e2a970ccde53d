using Seawall.Client.Config;
using Seawall.Client.Shapes;

namespace Seawall.Client.Gates;

/// <summary>What a rule does with what it decides.</summary>
public enum RuleMode
{
    /// <summary>It is not asked.</summary>
    Off,

    /// <summary>What it would decide is counted; the statement goes on.</summary>
    Warn,

    /// <summary>It decides.</summary>
    Enforce,
}

/// <summary>
/// A rule of the gates as <c>rule/{name}</c> holds it:
/// <c>{"what":"no reports in the evening","mode":"warn","order":100,"match":{"business":["batch"],"table":["trade.orders"]},"act":{"kind":"refuse","hint":"run it after 23:00"}}</c>.
/// Rules are asked by order, then by name. The first that matches and is enforced decides; those that tag or warn are counted and let the next decide.
/// </summary>
public sealed record GateRule
{
    public required string Name { get; init; }

    /// <summary>What it is for, in words for people.</summary>
    public string What { get; init; } = "";

    /// <summary>Warn when unset: a new rule says what it would do before it does anything.</summary>
    public RuleMode Mode { get; init; } = RuleMode.Warn;

    /// <summary>Lower ones are asked first; 100 when unset.</summary>
    public int Order { get; init; } = 100;

    /// <summary>Which statements it means; every one when unset.</summary>
    public RuleMatch Match { get; init; } = new();

    public required RuleAct Act { get; init; }

    /// <summary>The rule of a JSON text; null with every fault and its path when there is one.</summary>
    public static GateRule? Parse(string key, string json, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        if (Shape.Open(json, key, found) is not { } shape)
            return null;
        if (key.Length <= ConfigKeys.Rule.Length)
            shape.Fault("", $"the key must be {ConfigKeys.Rule}{{name}}");
        var rule = new GateRule
        {
            Name = key.Length > ConfigKeys.Rule.Length ? key[ConfigKeys.Rule.Length..] : "",
            What = shape.Text("what", ""),
            Mode = shape.Text("mode", "warn", text => text is "off" or "warn" or "enforce" ? null : "one of off, warn, enforce") switch
            {
                "off" => RuleMode.Off,
                "enforce" => RuleMode.Enforce,
                _ => RuleMode.Warn,
            },
            Order = shape.Count("order", 100, 0, 1_000_000),
            Match = RuleMatch.Read(shape),
            Act = RuleAct.Read(shape),
        };
        shape.End();
        return found.Count == 0 ? rule : null;
    }

    /// <summary>The rules of a snapshot in the order they are asked; with any fault, none.</summary>
    public static IReadOnlyList<GateRule> ParseAll(ConfigSnapshot snapshot, out IReadOnlyList<string> faults)
    {
        var rules = new List<GateRule>();
        var found = new List<string>();
        foreach (var entry in snapshot.Under(ConfigKeys.Rule))
        {
            if (Parse(entry.Key, entry.Value, out var wrong) is { } rule)
                rules.Add(rule);
            found.AddRange(wrong);
        }
        faults = found;
        return found.Count > 0 ? [] : [.. rules.OrderBy(rule => rule.Order).ThenBy(rule => rule.Name, StringComparer.Ordinal)];
    }
}
