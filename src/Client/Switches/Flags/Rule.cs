namespace Seawall.Client.Switches.Flags;

/// <summary>A rule of a flag's targeting, read and checked: a tree of values, lists and operations.</summary>
internal abstract class Rule
{
    /// <summary>The rule's value for the data at hand; null once the run has ended early.</summary>
    public abstract object? Evaluate(RuleRun run, object? data);
}

/// <summary>A value that stands in the rule itself.</summary>
internal sealed class LiteralRule(object? value) : Rule
{
    public static LiteralRule Null { get; } = new(null);

    public object? Value => value;

    public override object? Evaluate(RuleRun run, object? data) => value;
}

/// <summary>A list whose parts are rules.</summary>
internal sealed class ListRule(Rule[] parts) : Rule
{
    public Rule[] Parts => parts;

    public override object? Evaluate(RuleRun run, object? data)
    {
        var values = new object?[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            values[i] = parts[i].Evaluate(run, data);
        return values;
    }
}

/// <summary>An operation with its arguments, which it evaluates itself, because some look at only a few of them.</summary>
internal sealed class OperationRule(string name, Operation operation, Rule[] arguments) : Rule
{
    public string Name => name;

    public Rule[] Arguments => arguments;

    public override object? Evaluate(RuleRun run, object? data) => run.Step() ? operation(run, arguments, data) : null;
}

internal delegate object? Operation(RuleRun run, Rule[] arguments, object? data);
