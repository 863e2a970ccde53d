using System.Text.Json;
using Seawall.Client.Switches.Flags;

namespace Seawall.Client.Tests.Switches;

/// <summary>Flags of tests, evaluated.</summary>
internal static class Evaluated
{
    public static readonly DateTimeOffset Now = new(2026, 11, 11, 0, 0, 0, TimeSpan.FromHours(8));

    public static Flag Flag(string json, string key = "a-flag")
    {
        Assert.True(FlagReader.TryRead(key, json, out var flag, out var faults), string.Join('\n', faults));
        return flag!;
    }

    public static FlagResult Of(string json, string context = "{}", string key = "a-flag") =>
        Flag(json, key).Evaluate(FlagContext.Of(JsonDocument.Parse(context).RootElement), Now);

    /// <summary>Of a flag of texts, each variant named as its value, with <c>fallback</c> as the default.</summary>
    public static FlagResult Rule(string rule, string context = "{}", string key = "a-flag", params string[] variants)
    {
        var all = string.Join(',', variants.Append("fallback").Distinct().Select(name => $"\"{name}\":\"{name}\""));
        return Of($$"""{"state":"ENABLED","variants":{{{all}}},"defaultVariant":"fallback","targeting":{{rule}}}""", context, key);
    }

    /// <summary>What a rule comes to, asked through the variants <c>true</c> and <c>false</c>.</summary>
    public static string? Truth(string condition, string context = "{}") => Rule($$"""{"if":[{{condition}},"true","false"]}""", context, "a-flag", "true", "false").Variant;
}
