namespace Seawall.Client.Switches.Flags;

/// <summary>Operations that look at their arguments one after the other and stop where the answer is known.</summary>
internal static class Conditions
{
    /// <summary>Condition, value, condition, value, …, else.</summary>
    public static object? If(RuleRun run, Rule[] arguments, object? data)
    {
        var at = 0;
        for (; at + 1 < arguments.Length; at += 2)
        {
            if (JsonValues.IsTrue(arguments[at].Evaluate(run, data)))
                return arguments[at + 1].Evaluate(run, data);
        }
        return at < arguments.Length ? arguments[at].Evaluate(run, data) : null;
    }

    /// <summary>The first that is false, else the last.</summary>
    public static object? And(RuleRun run, Rule[] arguments, object? data) => FirstThat(false, run, arguments, data);

    /// <summary>The first that is true, else the last.</summary>
    public static object? Or(RuleRun run, Rule[] arguments, object? data) => FirstThat(true, run, arguments, data);

    private static object? FirstThat(bool wanted, RuleRun run, Rule[] arguments, object? data)
    {
        object? value = null;
        foreach (var argument in arguments)
        {
            value = argument.Evaluate(run, data);
            if (JsonValues.IsTrue(value) == wanted)
                break;
        }
        return value;
    }
}
