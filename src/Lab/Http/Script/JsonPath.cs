using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Seawall.Lab.Http.Script;

/// <summary>The part of RFC 9535 that captures need: <c>$</c>, <c>.name</c>, <c>[3]</c> and <c>[*]</c>.</summary>
internal static partial class JsonPath
{
    /// <summary>All matches in order; throws <see cref="InvalidDataException"/> when the path is none.</summary>
    public static IReadOnlyList<JsonElement> Find(JsonElement root, string path)
    {
        if (!path.StartsWith('$') || !Whole().IsMatch(path))
        {
            throw new InvalidDataException($"'{path}' is no path such as $.items[*].id");
        }

        IEnumerable<JsonElement> found = [root];
        foreach (Match step in Step().Matches(path))
        {
            found = step.Value switch
            {
                "[*]" => found.Where(value => value.ValueKind == JsonValueKind.Array).SelectMany(value => value.EnumerateArray()),
                ['[', ..] => At(found, int.Parse(step.ValueSpan[1..^1], CultureInfo.InvariantCulture)),
                _ => Named(found, step.Value[1..]),
            };
        }

        return [.. found];
    }

    private static IEnumerable<JsonElement> At(IEnumerable<JsonElement> values, int index) =>
        values.Where(value => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > index).Select(value => value[index]);

    private static IEnumerable<JsonElement> Named(IEnumerable<JsonElement> values, string name)
    {
        foreach (JsonElement value in values)
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement inner))
            {
                yield return inner;
            }
        }
    }

    [GeneratedRegex(@"^\$(?:\.[A-Za-z_][A-Za-z0-9_]*|\[[0-9]{1,6}\]|\[\*\])*$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\.[A-Za-z_][A-Za-z0-9_]*|\[[0-9]+\]|\[\*\]")]
    private static partial Regex Step();
}
