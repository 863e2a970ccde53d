using System.Globalization;

namespace Seawall.Client.Switches.Flags;

/// <summary>Flagd's <c>sem_ver</c>: compares two versions by Semantic Versioning 2.0.0; <c>~</c> asks for the same minor, <c>^</c> for the same major version.</summary>
/// <remarks>Source: https://semver.org and flagd's reference. A leading <c>v</c> and missing minor and patch parts are forgiven, build metadata is left out.</remarks>
internal static class SemanticVersions
{
    public static object? Compare(RuleRun run, Rule[] arguments, object? data)
    {
        if (arguments.Length != 3
            || !TryRead(arguments[0].Evaluate(run, data), out var a)
            || !TryRead(arguments[2].Evaluate(run, data), out var b))
        {
            return run.End();
        }
        return arguments[1].Evaluate(run, data) switch
        {
            "=" => JsonValues.Bool(Order(a, b) == 0),
            "!=" => JsonValues.Bool(Order(a, b) != 0),
            "<" => JsonValues.Bool(Order(a, b) < 0),
            "<=" => JsonValues.Bool(Order(a, b) <= 0),
            ">" => JsonValues.Bool(Order(a, b) > 0),
            ">=" => JsonValues.Bool(Order(a, b) >= 0),
            "~" => JsonValues.Bool(a.Parts[0] == b.Parts[0] && a.Parts[1] == b.Parts[1]),
            "^" => JsonValues.Bool(a.Parts[0] == b.Parts[0]),
            _ => run.End(),
        };
    }

    private static bool TryRead(object? value, out (ulong[] Parts, string[] Before) version)
    {
        version = ([0, 0, 0], []);
        if (value is not string text)
            return false;
        text = text.Trim().TrimStart('v', 'V').Split('+')[0];
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var numbers = (dash < 0 ? text : text[..dash]).Split('.');
        if (numbers.Length > 3)
            return false;
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!ulong.TryParse(numbers[i], NumberStyles.None, CultureInfo.InvariantCulture, out version.Parts[i]))
                return false;
        }
        if (dash >= 0)
            version.Before = text[(dash + 1)..].Split('.');
        return !version.Before.Contains("");
    }

    private static int Order((ulong[] Parts, string[] Before) a, (ulong[] Parts, string[] Before) b)
    {
        for (var i = 0; i < 3; i++)
        {
            if (a.Parts[i] != b.Parts[i])
                return a.Parts[i].CompareTo(b.Parts[i]);
        }
        // A pre-release comes before its release.
        if (a.Before.Length == 0 || b.Before.Length == 0)
            return b.Before.Length.CompareTo(a.Before.Length);
        for (var i = 0; i < Math.Min(a.Before.Length, b.Before.Length); i++)
        {
            if (OrderBefore(a.Before[i], b.Before[i]) is not 0 and var order)
                return order;
        }
        return a.Before.Length.CompareTo(b.Before.Length);
    }

    // Numbers by value and below words; words by their characters.
    private static int OrderBefore(string a, string b)
    {
        var (aIsNumber, bIsNumber) = (ulong.TryParse(a, NumberStyles.None, CultureInfo.InvariantCulture, out var x), ulong.TryParse(b, NumberStyles.None, CultureInfo.InvariantCulture, out var y));
        return (aIsNumber, bIsNumber) switch
        {
            (true, true) => x.CompareTo(y),
            (true, false) => -1,
            (false, true) => 1,
            _ => string.CompareOrdinal(a, b),
        };
    }
}
