using System.Collections.Frozen;

namespace Seawall.Client.Switches.Flags;

/// <summary>The operations that a rule may use: those of JSONLogic, and flagd's own.</summary>
internal static class Operations
{
    private static readonly FrozenDictionary<string, Operation> All = new Dictionary<string, Operation>(StringComparer.Ordinal)
    {
        ["if"] = Conditions.If,
        ["?:"] = Conditions.If,
        ["and"] = Conditions.And,
        ["or"] = Conditions.Or,
        ["!"] = (run, arguments, data) => JsonValues.Bool(!JsonValues.IsTrue(First(run, arguments, data))),
        ["!!"] = (run, arguments, data) => JsonValues.Bool(JsonValues.IsTrue(First(run, arguments, data))),
        ["=="] = Comparisons.Of(JsonValues.Alike),
        ["!="] = Comparisons.Of((a, b) => !JsonValues.Alike(a, b)),
        ["==="] = Comparisons.Of(JsonValues.Same),
        ["!=="] = Comparisons.Of((a, b) => !JsonValues.Same(a, b)),
        ["<"] = Comparisons.Between(Comparisons.Less),
        ["<="] = Comparisons.Between(Comparisons.LessOrSame),
        [">"] = Comparisons.Of((a, b) => Comparisons.Less(b, a)),
        [">="] = Comparisons.Of((a, b) => Comparisons.LessOrSame(b, a)),
        ["in"] = Comparisons.Of(Comparisons.IsIn),
        ["var"] = Variables.Var,
        ["missing"] = Variables.Missing,
        ["missing_some"] = Variables.MissingSome,
        ["+"] = Arithmetic.Sum,
        ["-"] = Arithmetic.Difference,
        ["*"] = Arithmetic.Product,
        ["/"] = Arithmetic.Of((a, b) => a / b),
        ["%"] = Arithmetic.Of((a, b) => a % b),
        ["min"] = Arithmetic.Least,
        ["max"] = Arithmetic.Most,
        ["cat"] = TextOperations.Join,
        ["substr"] = TextOperations.Part,
        ["starts_with"] = TextOperations.Of((text, part) => text.StartsWith(part, StringComparison.Ordinal)),
        ["ends_with"] = TextOperations.Of((text, part) => text.EndsWith(part, StringComparison.Ordinal)),
        ["map"] = Lists.Map,
        ["filter"] = Lists.Filter,
        ["reduce"] = Lists.Reduce,
        ["all"] = Lists.AllOf,
        ["none"] = Lists.NoneOf,
        ["some"] = Lists.SomeOf,
        ["merge"] = Lists.Merge,
        ["fractional"] = Fractional.Choose,
        ["sem_ver"] = SemanticVersions.Compare,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Names => All.Keys.Order(StringComparer.Ordinal);

    public static Operation? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>The argument at a place; null when there are fewer.</summary>
    public static object? At(RuleRun run, Rule[] arguments, object? data, int index) =>
        index < arguments.Length ? arguments[index].Evaluate(run, data) : null;

    private static object? First(RuleRun run, Rule[] arguments, object? data) => At(run, arguments, data, 0);
}
