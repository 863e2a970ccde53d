using System.Text.Json;

namespace Seawall.Client.Switches.Flags;

/// <summary>What a flag is for one context.</summary>
/// <param name="Variant">The chosen variant; null when the default of the code holds.</param>
/// <param name="Value">The variant's value; null when the default of the code holds.</param>
/// <param name="Error">One of <see cref="FlagErrors"/>; null without an error.</param>
/// <param name="Message">What went wrong, for people.</param>
public readonly record struct FlagResult(string? Variant, JsonElement? Value, FlagReason Reason, string? Error = null, string? Message = null)
{
    public static FlagResult Failed(string error, string message) => new(null, null, FlagReason.Error, error, message);
}

/// <summary>The error codes of OpenFeature that an evaluation can end with.</summary>
public static class FlagErrors
{
    public const string Parse = "PARSE_ERROR";
    public const string NotFound = "FLAG_NOT_FOUND";
    public const string TypeMismatch = "TYPE_MISMATCH";
    public const string TargetingKeyMissing = "TARGETING_KEY_MISSING";
    public const string InvalidContext = "INVALID_CONTEXT";
    public const string General = "GENERAL";
}
