using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Client.Switches;

namespace Seawall.Control.Config.Checks;

/// <summary><c>switch/{business}.{feature}</c>: a flag as flagd knows it, with a grade in its metadata.</summary>
internal sealed class SwitchCheck : IValueCheck
{
    public string Prefix => ConfigKeys.Switch;

    public IEnumerable<ValueFault> Check(string key, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return [new ValueFault("", "must be an object")];
        var faults = new List<ValueFault>();
        if (!value.TryGetProperty("state", out var state) || state.ValueKind != JsonValueKind.String || state.GetString() is not ("ENABLED" or "DISABLED"))
            faults.Add(new ValueFault("state", "must be \"ENABLED\" or \"DISABLED\""));
        var variants = CheckVariants(value, faults);
        CheckVariantName(value, "defaultVariant", "defaultVariant", isRequired: true, variants, faults);
        CheckMetadata(value, variants, faults);
        if (value.TryGetProperty("targeting", out var targeting))
            TargetingCheck.Check(targeting, faults);
        faults.AddRange(from member in value.EnumerateObject()
                        where member.Name is not ("state" or "variants" or "defaultVariant" or "targeting" or "metadata")
                        select new ValueFault(member.Name, "is not known; a flag has state, variants, defaultVariant, targeting and metadata"));
        return faults;
    }

    private static HashSet<string> CheckVariants(JsonElement flag, List<ValueFault> faults)
    {
        if (!flag.TryGetProperty("variants", out var variants) || variants.ValueKind != JsonValueKind.Object || !variants.EnumerateObject().Any())
        {
            faults.Add(new ValueFault("variants", "must be an object with at least one variant"));
            return [];
        }
        // true and false are one type; so are all numbers.
        var kinds = variants.EnumerateObject().Select(variant => variant.Value.ValueKind is JsonValueKind.False ? JsonValueKind.True : variant.Value.ValueKind).Distinct().ToArray();
        if (kinds.Length > 1)
            faults.Add(new ValueFault("variants", "must all have one type"));
        if (kinds.Intersect([JsonValueKind.Null, JsonValueKind.Array]).Any())
            faults.Add(new ValueFault("variants", "must be booleans, strings, numbers or objects"));
        return [.. variants.EnumerateObject().Select(variant => variant.Name)];
    }

    private static void CheckVariantName(JsonElement holder, string name, string path, bool isRequired, HashSet<string> variants, List<ValueFault> faults)
    {
        if (!holder.TryGetProperty(name, out var variant))
        {
            if (isRequired)
                faults.Add(new ValueFault(path, "is missing"));
        }
        else if (variant.ValueKind != JsonValueKind.String || !variants.Contains(variant.GetString()!))
        {
            faults.Add(new ValueFault(path, variants.Count == 0 ? "must name a variant" : $"must be one of {string.Join(", ", variants.Order(StringComparer.Ordinal))}"));
        }
    }

    private static void CheckMetadata(JsonElement flag, HashSet<string> variants, List<ValueFault> faults)
    {
        if (!flag.TryGetProperty("metadata", out var metadata) || metadata.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new ValueFault("metadata", "must be an object with 'grade'"));
            return;
        }
        if (!metadata.TryGetProperty("grade", out var grade) || grade.ValueKind != JsonValueKind.String || !Enum.GetNames<Grade>().Contains(grade.GetString()))
            faults.Add(new ValueFault("metadata.grade", "must be G0, G1, G2, G3 or G4"));
        CheckVariantName(metadata, "safeVariant", "metadata.safeVariant", isRequired: false, variants, faults);
        faults.AddRange(from member in metadata.EnumerateObject()
                        where member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null
                        select new ValueFault("metadata." + member.Name, "must be a string, a number or a boolean"));
    }
}
