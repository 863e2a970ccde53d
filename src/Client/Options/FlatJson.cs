using System.Globalization;
using System.Text.Json;

namespace Seawall.Client.Options;

/// <summary>JSON as the framework's configuration keeps it: one text a leaf, the path joined by colons.</summary>
internal static class FlatJson
{
    public static void Write(IDictionary<string, string?> into, string path, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                    Write(into, $"{path}:{member.Name}", member.Value);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in json.EnumerateArray())
                    Write(into, string.Create(CultureInfo.InvariantCulture, $"{path}:{index++}"), item);
                break;
            default:
                into[path] = json.ValueKind == JsonValueKind.Null ? null : json.ToString();
                break;
        }
    }
}
