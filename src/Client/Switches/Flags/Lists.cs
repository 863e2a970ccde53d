namespace Seawall.Client.Switches.Flags;

/// <summary>Operations on every item of a list; their rule sees the item in place of the context.</summary>
internal static class Lists
{
    public static object? Map(RuleRun run, Rule[] arguments, object? data) =>
        Items(run, arguments, data).Select(item => Judge(run, arguments, item)).ToArray();

    public static object? Filter(RuleRun run, Rule[] arguments, object? data) =>
        Items(run, arguments, data).Where(item => JsonValues.IsTrue(Judge(run, arguments, item))).ToArray();

    /// <summary>The third argument carried through all items, as <c>accumulator</c> beside <c>current</c>.</summary>
    public static object? Reduce(RuleRun run, Rule[] arguments, object? data)
    {
        var carried = Operations.At(run, arguments, data, 2);
        foreach (var item in Items(run, arguments, data))
            carried = Judge(run, arguments, new Dictionary<string, object?>(StringComparer.Ordinal) { ["current"] = item, ["accumulator"] = carried });
        return carried;
    }

    /// <summary>True for every item; false for none at all.</summary>
    public static object? AllOf(RuleRun run, Rule[] arguments, object? data) =>
        JsonValues.Bool(Items(run, arguments, data) is { Count: > 0 } items && items.All(item => JsonValues.IsTrue(Judge(run, arguments, item))));

    public static object? SomeOf(RuleRun run, Rule[] arguments, object? data) => JsonValues.Bool(Some(run, arguments, data));

    public static object? NoneOf(RuleRun run, Rule[] arguments, object? data) => JsonValues.Bool(!Some(run, arguments, data));

    /// <summary>All arguments in one list, lists among them opened.</summary>
    public static object? Merge(RuleRun run, Rule[] arguments, object? data) =>
        arguments.SelectMany(argument => argument.Evaluate(run, data) is var value && value is IReadOnlyList<object?> list ? list : [value]).ToArray();

    private static bool Some(RuleRun run, Rule[] arguments, object? data) =>
        Items(run, arguments, data).Any(item => JsonValues.IsTrue(Judge(run, arguments, item)));

    private static IReadOnlyList<object?> Items(RuleRun run, Rule[] arguments, object? data) =>
        Operations.At(run, arguments, data, 0) as IReadOnlyList<object?> ?? [];

    private static object? Judge(RuleRun run, Rule[] arguments, object? item) => Operations.At(run, arguments, item, 1);
}
