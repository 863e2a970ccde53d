using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Seawall.Lab.Http.Script;

/// <summary>
/// Puts values where a text says <c>{name}</c>: <c>{item}</c> a parameter's value, <c>{item.id}</c> a part of it, <c>{item#2.id}</c> that of a second
/// draw, <c>{uuid}</c> a new UUID at every sending. One request draws each name once, so its parts agree.
/// </summary>
internal sealed partial class Template(IReadOnlyDictionary<string, ParameterValues> parameters, Random random)
{
    private readonly Dictionary<string, JsonElement> _drawn = [];

    /// <summary>Forgets the draws: the next text is another request's.</summary>
    public void NewRequest() => _drawn.Clear();

    /// <summary>True when the text asks for values at all.</summary>
    public static bool HasValues(string? text) => text is not null && Placeholder().IsMatch(text);

    /// <summary>For a header or a plain body: values as they are.</summary>
    public string Plain(string text) => Fill(text, value => value);

    /// <summary>For a path or a form: values escaped.</summary>
    public string Escaped(string text) => Fill(text, value => value == RequestSetBuilder.Unique ? value : Uri.EscapeDataString(value));

    /// <summary>For a JSON body: a text that is one placeholder and nothing else becomes the value itself, so <c>"{item.id}"</c> can be a number.</summary>
    public string Json(JsonElement body)
    {
        var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(body, writer);
        }

        // The writer escapes the first character of the mark; as text it has to be as long as the UUID that goes there.
        return Encoding.UTF8.GetString(buffer.ToArray()).Replace("\\u0001" + RequestSetBuilder.Unique[1..], RequestSetBuilder.Unique, StringComparison.Ordinal);
    }

    private void Write(JsonElement body, Utf8JsonWriter writer)
    {
        switch (body.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in body.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(property.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in body.EnumerateArray())
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when Placeholder().Match(body.GetString()!) is { Success: true } match:
                if (match.Length == body.GetString()!.Length && match.Value != "{uuid}")
                {
                    Value(match).WriteTo(writer);
                }
                else
                {
                    writer.WriteStringValue(Plain(body.GetString()!));
                }

                break;
            default:
                body.WriteTo(writer);
                break;
        }
    }

    private string Fill(string text, Func<string, string> escape) => Placeholder().Replace(text, match =>
    {
        if (match.Value == "{uuid}")
        {
            return RequestSetBuilder.Unique;
        }

        JsonElement value = Value(match);
        return escape(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
    });

    private JsonElement Value(Match match)
    {
        string name = match.Groups["name"].Value;
        string draw = name + match.Groups["draw"].Value;
        if (!_drawn.TryGetValue(draw, out JsonElement value))
        {
            if (!parameters.TryGetValue(name, out ParameterValues? values) || values.Count == 0)
            {
                throw new InvalidDataException($"{match.Value}: there is no parameter '{name}'; there are {string.Join(", ", parameters.Keys.Order(StringComparer.Ordinal))}");
            }

            _drawn[draw] = value = values.Draw(random);
        }

        foreach (Capture part in match.Groups["part"].Captures)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(part.Value, out value))
            {
                throw new InvalidDataException($"{match.Value}: a value of '{name}' has no part '{part.Value}'");
            }
        }

        return value;
    }

    [GeneratedRegex(@"\{(?<name>[A-Za-z][A-Za-z0-9_-]*)(?<draw>#[0-9]+)?(?:\.(?<part>[A-Za-z][A-Za-z0-9_]*))*\}")]
    private static partial Regex Placeholder();
}
