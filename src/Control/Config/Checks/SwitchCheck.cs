using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Client.Switches.Flags;

namespace Seawall.Control.Config.Checks;

/// <summary><c>switch/{business}.{feature}</c>: a flag that flagd and our own evaluator can run, which names its default and its grade.</summary>
internal sealed class SwitchCheck : IValueCheck
{
    public string Prefix => ConfigKeys.Switch;

    public IEnumerable<ValueFault> Check(string key, JsonElement value)
    {
        foreach (var fault in FlagReader.Check(key[Prefix.Length..], value.GetRawText()))
            yield return new ValueFault(fault.Path, fault.Message);
        if (value.ValueKind != JsonValueKind.Object)
            yield break;
        if (!value.TryGetProperty("defaultVariant", out var chosen) || chosen.ValueKind == JsonValueKind.Null)
            yield return new ValueFault("defaultVariant", "is missing");
        if (!value.TryGetProperty("metadata", out var metadata) || (metadata.ValueKind == JsonValueKind.Object && !metadata.TryGetProperty("grade", out _)))
            yield return new ValueFault("metadata.grade", "is missing; it must be G0, G1, G2, G3 or G4");
    }
}
