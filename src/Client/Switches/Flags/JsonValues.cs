using System.Globalization;
using System.Text.Json;

namespace Seawall.Client.Switches.Flags;

/// <summary>JSON values as rules see them, and how JavaScript, whose rules JSONLogic keeps, turns one kind into another.</summary>
/// <remarks>Source: https://jsonlogic.com/truthy.html and /operations.html. A value is null, <c>bool</c>, <c>double</c>, <c>string</c>, a list or a dictionary.</remarks>
internal static class JsonValues
{
    public static readonly object True = true;
    public static readonly object False = false;

    public static object? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => True,
        JsonValueKind.False => False,
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Array => json.EnumerateArray().Select(Read).ToArray(),
        JsonValueKind.Object => ReadObject(json),
        _ => null,
    };

    public static object Bool(bool value) => value ? True : False;

    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool truth => truth,
        double number => number != 0 && !double.IsNaN(number),
        string text => text.Length > 0,
        IReadOnlyList<object?> list => list.Count > 0,
        _ => true,
    };

    public static double Number(object? value) => value switch
    {
        null => 0,
        bool truth => truth ? 1 : 0,
        double number => number,
        string text when string.IsNullOrWhiteSpace(text) => 0,
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN,
        IReadOnlyList<object?> { Count: 0 } => 0,
        IReadOnlyList<object?> { Count: 1 } list => Number(list[0]),
        _ => double.NaN,
    };

    public static string Text(object? value) => value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        string text => text,
        IReadOnlyList<object?> list => string.Join(',', list.Select(Text)),
        _ => "[object Object]",
    };

    public static bool Same(object? a, object? b) => (a, b) switch
    {
        (null, null) => true,
        (bool x, bool y) => x == y,
        (double x, double y) => x == y,
        (string x, string y) => string.Equals(x, y, StringComparison.Ordinal),
        _ => ReferenceEquals(a, b),
    };

    public static bool Alike(object? a, object? b) => (a, b) switch
    {
        (null, _) or (_, null) => a is null && b is null,
        (string x, string y) => string.Equals(x, y, StringComparison.Ordinal),
        (string x, IReadOnlyList<object?> y) => x == Text(y),
        (IReadOnlyList<object?> x, string y) => Text(x) == y,
        (bool or double or string, bool or double or string or IReadOnlyList<object?>) or (IReadOnlyList<object?>, bool or double) => Number(a) == Number(b),
        _ => ReferenceEquals(a, b),
    };

    private static Dictionary<string, object?> ReadObject(JsonElement json)
    {
        var read = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
            read[member.Name] = Read(member.Value);
        return read;
    }
}
