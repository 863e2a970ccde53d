using System.Runtime.CompilerServices;
using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Mall.Contracts.Features;

namespace Seawall.Mall.Tests.Features;

/// <summary>What a new config center is filled with is what the code declares: no switch missing, none extra, each with its grade and its words.</summary>
public sealed class DeployedSwitchesTests
{
    private static readonly IReadOnlyDictionary<string, JsonElement> Deployed = Directory.EnumerateFiles(Folder(), "*.json")
        .SelectMany(file => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllText(file))!)
        .ToDictionary(entry => entry.Key, entry => entry.Value);

    [Fact]
    public void Every_switch_of_the_code_is_deployed_and_no_other() => Assert.Equal(
        MallFeatures.All.Select(feature => ConfigKeys.Switch + feature.Key).Order(StringComparer.Ordinal),
        Deployed.Keys.Where(key => key.StartsWith(ConfigKeys.Switch, StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void Each_is_on_for_everybody_and_says_what_the_code_says() => Assert.All(
        MallFeatures.All, feature => Assert.Equal(Flag(feature), JsonSerializer.Serialize(Deployed[ConfigKeys.Switch + feature.Key], Plain)));

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Flag(MallFeature feature) => JsonSerializer.Serialize(
        new Dictionary<string, object>
        {
            ["state"] = "ENABLED",
            ["variants"] = new Dictionary<string, bool> { ["on"] = true, ["off"] = false },
            ["defaultVariant"] = "on",
            ["metadata"] = new Dictionary<string, object>
            {
                ["grade"] = feature.Grade.ToString(),
                ["owner"] = feature.Business,
                ["business"] = feature.Business,
                ["what"] = feature.What.En,
                ["whatZh"] = feature.What.Zh,
                ["fallback"] = feature.Fallback.En,
                ["fallbackZh"] = feature.Fallback.Zh,
                ["maxStaleSeconds"] = (long)feature.Stalest.TotalSeconds,
                ["safeVariant"] = feature.Grade == Client.Switches.Grade.G0 ? "on" : "off",
                ["needs"] = feature.Needs.ToString(),
            },
        },
        Plain);

    private static string Folder([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "deploy", "config"));
}
