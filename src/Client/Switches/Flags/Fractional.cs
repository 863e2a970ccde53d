using System.Text;

namespace Seawall.Client.Switches.Flags;

/// <summary>Flagd's <c>fractional</c>: by the hash of a key, each choice gets its share of all keys, and a key keeps its choice.</summary>
/// <remarks>
/// Source: flagd, reference/custom-operations/fractional-operation and the testbed's second version: <c>bucket = murmur3(key) × sum of weights / 2³²</c>.
/// Without a key of its own, the flag's key followed by the targeting key is hashed. Weights are whole; those below 0 count as 0.
/// </remarks>
internal static class Fractional
{
    public static object? Choose(RuleRun run, Rule[] arguments, object? data)
    {
        if (arguments.Length == 0)
            return run.End();
        var choices = arguments.AsSpan();
        var first = arguments[0] is ListRule ? null : arguments[0].Evaluate(run, data);
        if (arguments[0] is not ListRule)
            choices = choices[1..];
        var key = first as string ?? DefaultKey(run, data);
        if (key is null || first is not (string or null) || choices.IsEmpty)
            return run.End();
        return Choose(run, key, choices, data);
    }

    private static object? Choose(RuleRun run, string key, ReadOnlySpan<Rule> choices, object? data)
    {
        var weights = new long[choices.Length];
        var sum = 0L;
        for (var i = 0; i < choices.Length; i++)
        {
            if (choices[i] is not ListRule { Parts: [_, ..] and var parts } || !TryWeigh(run, parts, data, out weights[i]) || (sum += weights[i]) > int.MaxValue)
                return run.End();
        }
        var bucket = (long)(((ulong)Murmur3.Hash(Encoding.UTF8.GetBytes(key)) * (ulong)sum) >> 32);
        for (var i = 0; i < choices.Length; i++)
        {
            bucket -= weights[i];
            if (bucket >= 0)
                continue;
            run.Split = true;
            return ((ListRule)choices[i]).Parts[0].Evaluate(run, data);
        }
        return run.End();
    }

    private static bool TryWeigh(RuleRun run, Rule[] parts, object? data, out long weight)
    {
        weight = 1;
        if (parts.Length < 2 || parts[1].Evaluate(run, data) is not { } given)
            return true;
        if (given is not double number || number != Math.Floor(number) || number > int.MaxValue)
            return false;
        weight = (long)Math.Max(number, 0);
        return true;
    }

    private static string? DefaultKey(RuleRun run, object? data) =>
        data is IReadOnlyDictionary<string, object?> map && map.GetValueOrDefault(FlagContext.TargetingKey) is string key ? run.FlagKey + key : null;
}
