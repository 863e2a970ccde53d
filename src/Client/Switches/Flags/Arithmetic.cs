namespace Seawall.Client.Switches.Flags;

/// <summary>Operations on numbers; what is no number counts as JavaScript counts it.</summary>
internal static class Arithmetic
{
    public static Operation Of(Func<double, double, double> combine) => (run, arguments, data) =>
        combine(JsonValues.Number(Operations.At(run, arguments, data, 0)), JsonValues.Number(Operations.At(run, arguments, data, 1)));

    public static object? Sum(RuleRun run, Rule[] arguments, object? data) => Numbers(run, arguments, data).Sum();

    public static object? Product(RuleRun run, Rule[] arguments, object? data) => Numbers(run, arguments, data).Aggregate(1.0, (a, b) => a * b);

    /// <summary>The first less the second; one alone with its sign turned.</summary>
    public static object? Difference(RuleRun run, Rule[] arguments, object? data) => Numbers(run, arguments, data) switch
    {
        [] => run.End(),
        [var only] => -only,
        [var from, var what, ..] => from - what,
    };

    public static object? Least(RuleRun run, Rule[] arguments, object? data) => Numbers(run, arguments, data) is [_, ..] some ? some.Min() : null;

    public static object? Most(RuleRun run, Rule[] arguments, object? data) => Numbers(run, arguments, data) is [_, ..] some ? some.Max() : null;

    private static double[] Numbers(RuleRun run, Rule[] arguments, object? data) =>
        Array.ConvertAll(arguments, argument => JsonValues.Number(argument.Evaluate(run, data)));
}
