namespace Seawall.Client.Switches.Flags;

/// <summary>Operations that compare two values, or a value with both its bounds.</summary>
internal static class Comparisons
{
    public static Operation Of(Func<object?, object?, bool> holds) => (run, arguments, data) =>
        JsonValues.Bool(holds(Operations.At(run, arguments, data, 0), Operations.At(run, arguments, data, 1)));

    /// <summary>Of three arguments, the one in the middle lies between the others.</summary>
    public static Operation Between(Func<object?, object?, bool> holds) => (run, arguments, data) =>
    {
        var middle = Operations.At(run, arguments, data, 1);
        return JsonValues.Bool(holds(Operations.At(run, arguments, data, 0), middle)
            && (arguments.Length < 3 || holds(middle, Operations.At(run, arguments, data, 2))));
    };

    public static bool Less(object? a, object? b) =>
        a is string x && b is string y ? string.CompareOrdinal(x, y) < 0 : JsonValues.Number(a) < JsonValues.Number(b);

    public static bool LessOrSame(object? a, object? b) =>
        a is string x && b is string y ? string.CompareOrdinal(x, y) <= 0 : JsonValues.Number(a) <= JsonValues.Number(b);

    /// <summary>Whether a list holds the value, or a text the part.</summary>
    public static bool IsIn(object? value, object? whole) => whole switch
    {
        string text => value is string part && text.Contains(part, StringComparison.Ordinal),
        IReadOnlyList<object?> list => list.Any(item => JsonValues.Same(item, value)),
        _ => false,
    };
}
