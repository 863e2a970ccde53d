using System.Text.Json;

namespace Seawall.Lab.Http.Script;

/// <summary>A body with its values in it, and the header that says what it is when nobody else does.</summary>
internal readonly record struct RenderedBody(string Text, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    private const string Type = "Content-Type";

    public static RenderedBody Of(JsonElement? body, IEnumerable<KeyValuePair<string, string>> headers, Template template)
    {
        if (body is not { } given)
        {
            return new RenderedBody("", []);
        }

        string? type = headers.LastOrDefault(header => header.Key.Equals(Type, StringComparison.OrdinalIgnoreCase)).Value;
        if (given.ValueKind != JsonValueKind.String)
        {
            return new RenderedBody(template.Json(given), type is null ? [new(Type, "application/json")] : []);
        }

        string text = given.GetString()!;
        bool form = type is null || type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
        return new RenderedBody(form ? template.Escaped(text) : template.Plain(text), type is null ? [new(Type, "application/x-www-form-urlencoded")] : []);
    }
}
