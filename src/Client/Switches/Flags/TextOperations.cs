namespace Seawall.Client.Switches.Flags;

/// <summary>Operations on texts.</summary>
internal static class TextOperations
{
    private const int LongestText = 64 * 1024;

    /// <summary>Flagd's comparisons: two texts, or the run ends.</summary>
    public static Operation Of(Func<string, string, bool> holds) => (run, arguments, data) =>
        arguments.Length == 2 && arguments[0].Evaluate(run, data) is string text && arguments[1].Evaluate(run, data) is string part
            ? JsonValues.Bool(holds(text, part))
            : run.End();

    public static object? Join(RuleRun run, Rule[] arguments, object? data)
    {
        var text = string.Concat(arguments.Select(argument => JsonValues.Text(argument.Evaluate(run, data))));
        return text.Length <= LongestText ? text : run.End();
    }

    /// <summary>From a place, which counts from the end when below 0, as many characters as the third argument says; below 0, all but so many.</summary>
    public static object? Part(RuleRun run, Rule[] arguments, object? data)
    {
        var text = JsonValues.Text(Operations.At(run, arguments, data, 0));
        var from = Whole(JsonValues.Number(Operations.At(run, arguments, data, 1)));
        var start = from < 0 ? Math.Max(text.Length + from, 0) : Math.Min(from, text.Length);
        if (arguments.Length < 3)
            return text[start..];
        var count = Whole(JsonValues.Number(arguments[2].Evaluate(run, data)));
        var end = count < 0 ? text.Length + count : Math.Min(start + count, text.Length);
        return end > start ? text[start..end] : "";
    }

    private static int Whole(double number) => double.IsNaN(number) ? 0 : (int)Math.Clamp(number, -LongestText, LongestText);
}
