using System.Text.Json;
using System.Text.RegularExpressions;
using Seawall.Client.Config;

namespace Seawall.Control.Config.Checks.Schemas;

/// <summary>
/// Whether a schema is of the part of JSON Schema 2020-12 that is kept here (docs/guide/config.md lists it). A keyword that is not known is refused, not ignored:
/// a rule that nobody keeps is worse than none.
/// </summary>
internal sealed class SchemaCheck : IValueCheck
{
    private static readonly string[] Types = ["object", "array", "string", "number", "integer", "boolean", "null"];

    public string Prefix => ConfigKeys.Schema;

    public IEnumerable<ValueFault> Check(string key, JsonElement value)
    {
        var faults = new List<ValueFault>();
        Check(value, value, "", faults);
        return faults;
    }

    private static void Check(JsonElement root, JsonElement schema, string path, List<ValueFault> faults)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return;
        if (schema.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new ValueFault(path, "must be a schema: an object, true or false"));
            return;
        }
        foreach (var keyword in schema.EnumerateObject())
        {
            var place = path.Length == 0 ? keyword.Name : $"{path}.{keyword.Name}";
            if (Fault(root, keyword, path) is { } fault)
                faults.Add(new ValueFault(place, fault));
            foreach (var (part, where) in Parts(keyword, place))
                Check(root, part, where, faults);
        }
    }

    private static string? Fault(JsonElement root, JsonProperty keyword, string path)
    {
        var value = keyword.Value;
        return keyword.Name switch
        {
            "$schema" or "$id" or "$comment" or "title" or "description" => value.ValueKind == JsonValueKind.String ? null : "must be a string",
            "default" or "examples" or "deprecated" or "const" => null,
            "$defs" when path.Length > 0 => "may stand at the schema's root only",
            "$defs" or "properties" => value.ValueKind == JsonValueKind.Object ? null : "must be an object of schemas",
            "$ref" => Reference(root, value) is null ? "must be #/$defs/NAME, and be defined there" : null,
            "type" => IsType(value) || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(IsType)) ? null : $"must be one of {string.Join(", ", Types)}, or a list of them",
            "required" => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String) ? null : "must be a list of names",
            "enum" => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 ? null : "must be a list of at least one value",
            "oneOf" or "anyOf" or "allOf" => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 ? null : "must be a list of at least one schema",
            "not" or "items" or "additionalProperties" or "propertyNames" => null,
            "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out _) ? null : "must be a number",
            "multipleOf" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var step) && step > 0 ? null : "must be a number above 0",
            "minLength" or "maxLength" or "minItems" or "maxItems" or "minProperties" or "maxProperties" =>
                value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var bound) && bound >= 0 ? null : "must be a whole number of 0 or more",
            "uniqueItems" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "must be true or false",
            "pattern" => PatternFault(value),
            _ => "is a keyword that is not kept here, so it is refused",
        };
    }

    /// <summary>The schemas within a keyword.</summary>
    private static IEnumerable<(JsonElement Schema, string Path)> Parts(JsonProperty keyword, string path) => (keyword.Name, keyword.Value.ValueKind) switch
    {
        ("$defs" or "properties", JsonValueKind.Object) => keyword.Value.EnumerateObject().Select(part => (part.Value, $"{path}.{part.Name}")),
        ("oneOf" or "anyOf" or "allOf", JsonValueKind.Array) => keyword.Value.EnumerateArray().Select((part, index) => (part, $"{path}[{index}]")),
        ("not" or "items" or "additionalProperties" or "propertyNames", _) => [(keyword.Value, path)],
        _ => [],
    };

    /// <summary>What <c>#/$defs/NAME</c> stands for; null when it stands for nothing.</summary>
    internal static JsonElement? Reference(JsonElement root, JsonElement reference)
    {
        const string Local = "#/$defs/";
        return reference.ValueKind == JsonValueKind.String && reference.GetString() is { } text && text.StartsWith(Local, StringComparison.Ordinal)
            && root.TryGetProperty("$defs", out var definitions) && definitions.ValueKind == JsonValueKind.Object && definitions.TryGetProperty(text[Local.Length..], out var found) ? found : null;
    }

    private static bool IsType(JsonElement type) => type.ValueKind == JsonValueKind.String && Types.Contains(type.GetString());

    private static string? PatternFault(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return "must be a string";
        try
        {
            _ = new Regex(value.GetString()!, SchemaValidator.PatternRules);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return "must be a regular expression without look-around and back-references: " + e.Message;
        }
    }
}
