using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Seawall.Readiness.Model;

namespace Seawall.Readiness.Checks;

/// <summary>Reads one value out of JSON by a path of names, <c>[index]</c>, <c>[field=value]</c> and <c>length</c>.</summary>
public static partial class JsonFigure
{
    /// <summary>The value at the path as text; null when the path leads nowhere.</summary>
    public static string? Read(JsonElement root, string? path)
    {
        var value = root;
        foreach (var step in Steps(path ?? ""))
        {
            if (Next(value, step) is not { } next)
                return null;
            if (next.Length is { } length)
                return length.ToString(CultureInfo.InvariantCulture);
            value = next.Element;
        }
        return value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
    }

    /// <summary>Whether the value meets every bound of the expectation.</summary>
    public static bool Holds(string? value, Expectation expect)
    {
        if (value is null)
            return false;
        if (expect.EqualTo is { } wanted && !string.Equals(value, wanted, StringComparison.Ordinal))
            return false;
        if (expect is { AtLeast: null, AtMost: null })
            return true;
        return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= (expect.AtLeast ?? double.NegativeInfinity)
            && number <= (expect.AtMost ?? double.PositiveInfinity);
    }

    // Names between dots, and brackets with whatever stands in them.
    private static IEnumerable<string> Steps(string path) => Step().Matches(path).Select(m => m.Value);

    [GeneratedRegex(@"\[[^\]]*\]|[^.\[]+")]
    private static partial Regex Step();

    private static (JsonElement Element, int? Length)? Next(JsonElement value, string step)
    {
        if (step is "length" && value.ValueKind == JsonValueKind.Array)
            return (value, value.GetArrayLength());
        if (!step.StartsWith('['))
            return value.ValueKind == JsonValueKind.Object && value.TryGetProperty(step, out var property) ? (property, null) : null;
        if (value.ValueKind != JsonValueKind.Array)
            return null;
        var inside = step.Trim('[', ']');
        if (int.TryParse(inside, CultureInfo.InvariantCulture, out var index))
            return index >= 0 && index < value.GetArrayLength() ? (value[index], null) : null;
        var equals = inside.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            return null;
        foreach (var element in value.EnumerateArray())
        {
            if (Read(element, inside[..equals]) == inside[(equals + 1)..])
                return (element, null);
        }
        return null;
    }
}
