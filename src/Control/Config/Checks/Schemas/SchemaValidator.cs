using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Seawall.Control.Config.Checks.Schemas;

/// <summary>Checks values by a schema that <see cref="SchemaCheck"/> found sound; tells all faults, each with its place.</summary>
internal sealed class SchemaValidator(JsonElement root)
{
    /// <summary>Matching takes time linear in the text.</summary>
    internal const RegexOptions PatternRules = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    // References may go in circles; values can't be deeper than this.
    private const int Deepest = 200;
    private const int MostSteps = 200_000;

    private int _steps;

    public List<ValueFault> Faults(JsonElement value, string path)
    {
        var faults = new List<ValueFault>();
        Check(root, value, path, 0, faults);
        return faults;
    }

    private bool Holds(JsonElement schema, JsonElement value, int depth)
    {
        var faults = new List<ValueFault>();
        Check(schema, value, "", depth, faults);
        return faults.Count == 0;
    }

    private void Check(JsonElement schema, JsonElement value, string path, int depth, List<ValueFault> faults)
    {
        if (depth > Deepest || ++_steps > MostSteps)
        {
            faults.Add(new ValueFault(path, "takes too many steps to check; the schema's references may go in circles"));
            return;
        }
        if (schema.ValueKind != JsonValueKind.Object)
        {
            if (schema.ValueKind == JsonValueKind.False)
                faults.Add(new ValueFault(path, "may not be there"));
            return;
        }
        foreach (var keyword in schema.EnumerateObject())
            Check(schema, keyword.Name, keyword.Value, value, path, depth + 1, faults);
    }

    private void Check(JsonElement schema, string keyword, JsonElement rule, JsonElement value, string path, int depth, List<ValueFault> faults)
    {
        switch (keyword)
        {
            case "$ref":
                Check(SchemaCheck.Reference(root, rule)!.Value, value, path, depth, faults);
                break;
            case "allOf":
                foreach (var part in rule.EnumerateArray())
                    Check(part, value, path, depth, faults);
                break;
            case "properties" when value.ValueKind == JsonValueKind.Object:
                foreach (var property in rule.EnumerateObject())
                {
                    if (value.TryGetProperty(property.Name, out var member))
                        Check(property.Value, member, Member(path, property.Name), depth, faults);
                }
                break;
            case "additionalProperties" when value.ValueKind == JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    if (!schema.TryGetProperty("properties", out var named) || !named.TryGetProperty(member.Name, out _))
                        Check(rule, member.Value, Member(path, member.Name), depth, faults);
                }
                break;
            case "items" when value.ValueKind == JsonValueKind.Array:
                var index = 0;
                foreach (var element in value.EnumerateArray())
                    Check(rule, element, $"{path}[{index++}]", depth, faults);
                break;
            default:
                if (Fault(keyword, rule, value, depth) is { } fault)
                    faults.Add(new ValueFault(path, fault));
                break;
        }
    }

    private string? Fault(string keyword, JsonElement rule, JsonElement value, int depth) => keyword switch
    {
        "type" when !(rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Any(type => IsOf(type.GetString()!, value)) : IsOf(rule.GetString()!, value)) =>
            $"must be {(rule.ValueKind == JsonValueKind.Array ? string.Join(" or ", rule.EnumerateArray().Select(type => type.GetString())) : rule.GetString())}",
        "enum" when !rule.EnumerateArray().Any(allowed => JsonElement.DeepEquals(allowed, value)) => $"must be one of {rule.GetRawText()}",
        "const" when !JsonElement.DeepEquals(rule, value) => $"must be {rule.GetRawText()}",
        "anyOf" when !rule.EnumerateArray().Any(part => Holds(part, value, depth)) => "must meet one of the schemas of anyOf",
        "oneOf" when rule.EnumerateArray().Count(part => Holds(part, value, depth)) is var met && met != 1 => $"must meet exactly one of the schemas of oneOf, meets {met}",
        "not" when Holds(rule, value, depth) => "must not meet the schema of not",
        _ => value.ValueKind switch
        {
            JsonValueKind.Object => ObjectFault(keyword, rule, value, depth),
            JsonValueKind.Array => ArrayFault(keyword, rule, value),
            JsonValueKind.String => TextFault(keyword, rule, value.GetString()!),
            JsonValueKind.Number => NumberFault(keyword, rule, value),
            _ => null,
        },
    };

    private string? ObjectFault(string keyword, JsonElement rule, JsonElement value, int depth) => keyword switch
    {
        "required" when rule.EnumerateArray().Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _)).ToArray() is { Length: > 0 } missing => $"lacks {string.Join(", ", missing)}",
        "minProperties" when value.EnumerateObject().Count() < rule.GetInt32() => $"must have at least {rule} properties",
        "maxProperties" when value.EnumerateObject().Count() > rule.GetInt32() => $"must have at most {rule} properties",
        "propertyNames" when value.EnumerateObject().FirstOrDefault(member => !Holds(rule, JsonSerializer.SerializeToElement(member.Name), depth)) is { Value.ValueKind: not JsonValueKind.Undefined } odd => $"may have no property '{odd.Name}'",
        _ => null,
    };

    private static string? ArrayFault(string keyword, JsonElement rule, JsonElement value) => keyword switch
    {
        "minItems" when value.GetArrayLength() < rule.GetInt32() => $"must have at least {rule} items",
        "maxItems" when value.GetArrayLength() > rule.GetInt32() => $"must have at most {rule} items",
        "uniqueItems" when rule.GetBoolean() && value.EnumerateArray().Index().Any(one => value.EnumerateArray().Take(one.Index).Any(other => JsonElement.DeepEquals(one.Item, other))) => "must not hold an item twice",
        _ => null,
    };

    private static string? TextFault(string keyword, JsonElement rule, string text) => keyword switch
    {
        "minLength" when text.EnumerateRunes().Count() < rule.GetInt32() => $"must have at least {rule} characters",
        "maxLength" when text.EnumerateRunes().Count() > rule.GetInt32() => $"must have at most {rule} characters",
        "pattern" when !Regex.IsMatch(text, rule.GetString()!, PatternRules) => $"must match {rule.GetString()}",
        _ => null,
    };

    private static string? NumberFault(string keyword, JsonElement rule, JsonElement value)
    {
        if (keyword is not ("minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" or "multipleOf"))
            return null;
        if (!value.TryGetDecimal(out var number))
            return "is too large to be compared";
        var bound = rule.GetDecimal();
        var text = bound.ToString(CultureInfo.InvariantCulture);
        return keyword switch
        {
            "minimum" when number < bound => $"must be at least {text}",
            "maximum" when number > bound => $"must be at most {text}",
            "exclusiveMinimum" when number <= bound => $"must be above {text}",
            "exclusiveMaximum" when number >= bound => $"must be below {text}",
            "multipleOf" when number % bound != 0 => $"must be a multiple of {text}",
            _ => null,
        };
    }

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number == decimal.Truncate(number),
    };

    private static string Member(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
