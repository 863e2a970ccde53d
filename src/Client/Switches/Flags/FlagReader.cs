using System.Collections.Frozen;
using System.Text.Json;

namespace Seawall.Client.Switches.Flags;

/// <summary>Reads a flag of flagd's schema and finds all its faults, each with its path.</summary>
public static class FlagReader
{
    private const int MostVariants = 64;

    private static readonly string[] Members = ["state", "variants", "defaultVariant", "targeting", "metadata", "$evaluators", "$schema"];

    /// <summary>What forbids publishing a value as a flag; empty when nothing does.</summary>
    public static IReadOnlyList<FlagFault> Check(string key, string json)
    {
        TryRead(key, json, out _, out var faults);
        return faults;
    }

    /// <summary>The flag; null with its faults when it has any.</summary>
    public static bool TryRead(string key, string json, out Flag? flag, out IReadOnlyList<FlagFault> faults)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return TryRead(key, document.RootElement.Clone(), default, out flag, out faults);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is half a character, such as "\ud800".
            (flag, faults) = (null, [new FlagFault("", $"is no JSON: {e.Message}")]);
            return false;
        }
    }

    /// <summary>The flag of an element; <c>$ref</c> finds what <paramref name="evaluators"/> holds, or the flag's own <c>$evaluators</c>.</summary>
    internal static bool TryRead(string key, JsonElement json, JsonElement evaluators, out Flag? flag, out IReadOnlyList<FlagFault> faults)
    {
        var found = new List<FlagFault>();
        faults = found;
        flag = null;
        if (json.ValueKind != JsonValueKind.Object)
        {
            found.Add(new FlagFault("", "must be an object"));
            return false;
        }
        foreach (var member in json.EnumerateObject())
        {
            if (!Members.Contains(member.Name))
                found.Add(new FlagFault(member.Name, "is no member of a flag"));
        }
        var enabled = ReadState(json, found);
        var variants = ReadVariants(json, found);
        var chosen = ReadDefault(json, variants, found);
        var reader = new RuleReader(json.TryGetProperty("$evaluators", out var own) ? own : evaluators, found);
        var targeting = ReadTargeting(json, reader, variants, found);
        var metadata = ReadMetadata(json, variants, found);
        if (found.Count > 0)
            return false;
        flag = new Flag(key, enabled, variants, chosen, targeting, reader.Mentions.ToFrozenSet(StringComparer.Ordinal), metadata);
        return true;
    }

    private static bool ReadState(JsonElement json, List<FlagFault> faults)
    {
        var state = json.TryGetProperty("state", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (state is not ("ENABLED" or "DISABLED"))
            faults.Add(new FlagFault("state", "must be ENABLED or DISABLED"));
        return state == "ENABLED";
    }

    private static FrozenDictionary<string, JsonElement> ReadVariants(JsonElement json, List<FlagFault> faults)
    {
        var variants = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (!json.TryGetProperty("variants", out var all) || all.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new FlagFault("variants", "must be an object with at least one variant"));
            return variants.ToFrozenDictionary(StringComparer.Ordinal);
        }
        string? kind = null;
        foreach (var variant in all.EnumerateObject())
        {
            variants[variant.Name] = variant.Value;
            var its = Kind(variant.Value);
            if (its is null)
                faults.Add(new FlagFault($"variants.{variant.Name}", "must be a boolean, a string, a number or an object"));
            else if (its != (kind ??= its))
                faults.Add(new FlagFault($"variants.{variant.Name}", $"is a {its}, but the first variant is a {kind}"));
        }
        if (variants.Count is 0 or > MostVariants)
            faults.Add(new FlagFault("variants", $"must have 1..{MostVariants} variants, has {variants.Count}"));
        return variants.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string? Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.Object => "object",
        _ => null,
    };

    private static string? ReadDefault(JsonElement json, FrozenDictionary<string, JsonElement> variants, List<FlagFault> faults)
    {
        if (!json.TryGetProperty("defaultVariant", out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind == JsonValueKind.String && variants.ContainsKey(value.GetString()!))
            return value.GetString();
        faults.Add(new FlagFault("defaultVariant", $"must name a variant ({string.Join(", ", variants.Keys.Order(StringComparer.Ordinal))}), is {value.GetRawText()}"));
        return null;
    }

    private static Rule? ReadTargeting(JsonElement json, RuleReader reader, FrozenDictionary<string, JsonElement> variants, List<FlagFault> faults)
    {
        if (!json.TryGetProperty("targeting", out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new FlagFault("targeting", "must be a rule, an object with one operation"));
            return null;
        }
        if (!value.EnumerateObject().MoveNext())
            return null;
        var rule = reader.Read(value, "targeting");
        foreach (var (path, name) in RuleOutcomes.Of(rule, "targeting"))
        {
            if (!variants.ContainsKey(name))
                faults.Add(new FlagFault(path, $"chooses '{name}', which is none of the variants ({string.Join(", ", variants.Keys.Order(StringComparer.Ordinal))})"));
        }
        return rule;
    }

    private static FlagMetadata ReadMetadata(JsonElement json, FrozenDictionary<string, JsonElement> variants, List<FlagFault> faults)
    {
        if (!json.TryGetProperty("metadata", out var value))
            return new FlagMetadata(default);
        var metadata = new FlagMetadata(value);
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new FlagFault("metadata", "must be an object"));
            return metadata;
        }
        foreach (var member in value.EnumerateObject())
        {
            if (Kind(member.Value) is null or "object")
                faults.Add(new FlagFault($"metadata.{member.Name}", "must be a boolean, a string or a number"));
        }
        if (value.TryGetProperty("grade", out var grade) && metadata.Grade is null)
            faults.Add(new FlagFault("metadata.grade", $"must be G0, G1, G2, G3 or G4, is {grade.GetRawText()}"));
        if (metadata.SafeVariant is { } safe && !variants.ContainsKey(safe))
            faults.Add(new FlagFault("metadata.safeVariant", $"names '{safe}', which is none of the variants"));
        return metadata;
    }
}
