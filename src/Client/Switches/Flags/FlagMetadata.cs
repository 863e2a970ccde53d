using System.Text.Json;

namespace Seawall.Client.Switches.Flags;

/// <summary>What a flag says about itself: numbers, texts and truths by name.</summary>
public sealed class FlagMetadata
{
    private readonly JsonElement _json;

    internal FlagMetadata(JsonElement json) => _json = json;

    /// <summary>The object as it stands; undefined when the flag has none.</summary>
    public JsonElement Json => _json;

    /// <summary>The grade of the feature behind the switch, <c>G0</c> to <c>G4</c>.</summary>
    public Grade? Grade => this["grade"] is { Length: 2 } text && Enum.TryParse<Grade>(text, out var grade) && Enum.IsDefined(grade) ? grade : null;

    public string? Owner => this["owner"];

    public string? Business => this["business"];

    /// <summary>What buyers get while the switch is off.</summary>
    public string? Fallback => this["fallback"];

    /// <summary>The plan that turned the switch; null when a person did.</summary>
    public string? Plan => this["plan"];

    /// <summary>The variant that does no harm, which holds when the rule fails; the default variant when unset.</summary>
    public string? SafeVariant => this["safeVariant"];

    /// <summary>What the feature depends on, as it is declared; null when that is not said.</summary>
    public string? Needs => this["needs"];

    private string? this[string name] =>
        _json.ValueKind == JsonValueKind.Object && _json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
