namespace Seawall.Client.Switches.Flags;

/// <summary>The variants that a rule names plainly as its outcome, so that a slip of the pen is found before it is published.</summary>
internal static class RuleOutcomes
{
    public static IEnumerable<(string Path, string Variant)> Of(Rule rule, string path) => rule switch
    {
        LiteralRule { Value: string or bool or double } literal => [(path, JsonValues.Text(literal.Value))],
        OperationRule { Name: "if" or "?:" } choice => choice.Arguments.SelectMany((argument, i) => IsOutcome(i, choice.Arguments.Length)
            ? Of(argument, $"{path}.{choice.Name}[{i}]")
            : []),
        OperationRule { Name: "fractional" } shares => shares.Arguments.SelectMany((argument, i) => argument is ListRule { Parts: [var name, ..] }
            ? Of(name, $"{path}.fractional[{i}][0]")
            : []),
        _ => [],
    };

    // Every second argument, and the last one of an odd number.
    private static bool IsOutcome(int index, int count) => index % 2 == 1 || index == count - 1;
}
