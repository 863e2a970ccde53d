using System.Collections.Frozen;
using System.Text.Json;

namespace Seawall.Mall.Shops.Pages;

/// <summary>A setting of a module: <paramref name="FaultOf"/> says what is wrong with a value, null when nothing is.</summary>
internal sealed record ModuleSetting(string Name, bool Required, Func<JsonElement, string?> FaultOf);

/// <summary>The modules a page may hold, each with its settings.</summary>
internal static class ShopModules
{
    private const int MostItems = 24;

    public static readonly FrozenDictionary<string, IReadOnlyList<ModuleSetting>> ByName = new Dictionary<string, IReadOnlyList<ModuleSetting>>
    {
        ["banner"] = [new("picture", true, Picture), new("title", true, Text(60)), new("text", false, Text(200))],
        ["text"] = [new("title", false, Text(60)), new("text", true, Text(2000))],
        ["items"] = [new("title", false, Text(60)), new("items", true, Items)],
        ["offers"] = [new("title", false, Text(60))],
    }.ToFrozenDictionary();

    private static string? Picture(JsonElement value) =>
        value.ValueKind is JsonValueKind.String && value.GetString() is { Length: >= 1 and <= 20 } name && name.All(char.IsAsciiLetterLower)
            ? null
            : "must be the name of a drawing";

    private static Func<JsonElement, string?> Text(int longest) => value =>
        IsText(value, "zh", longest) && IsText(value, "en", longest) && value.EnumerateObject().Count() == 2
            ? null
            : $"must be a text in both languages (zh, en) of 1..{longest} characters";

    private static bool IsText(JsonElement value, string language, int longest) =>
        value.ValueKind is JsonValueKind.Object
        && value.TryGetProperty(language, out var text)
        && text.ValueKind is JsonValueKind.String
        && !string.IsNullOrWhiteSpace(text.GetString())
        && text.GetString()!.Length <= longest
        && !text.GetString()!.Contains('\0', StringComparison.Ordinal);

    private static string? Items(JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() is 0 or > MostItems)
            return $"must be 1..{MostItems} item numbers";
        var items = new HashSet<long>();
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind is not JsonValueKind.Number || !item.TryGetInt64(out var id) || id <= 0)
                return $"must be item numbers, was {item}";
            if (!items.Add(id))
                return $"item {id} stands there twice";
        }
        return null;
    }
}
