using System.Runtime.CompilerServices;
using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Client.Switches;
using Seawall.Client.Switches.Flags;
using Seawall.Control.Config;
using Seawall.Control.Dial;

namespace Seawall.Control.Tests.Dial;

/// <summary>Ladders, switches and what they say to whom.</summary>
internal static class Ladders
{
    public static readonly string[] Roles = ["app", "web", "h5", "partner", "batch", "site"];

    /// <summary>Where this file lies.</summary>
    public static string File([CallerFilePath] string file = "") => file;

    /// <summary>The one of a fresh site.</summary>
    public static string Deployed([CallerFilePath] string file = "")
    {
        using var json = JsonDocument.Parse(System.IO.File.ReadAllText(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "deploy", "config", "dial.json"))));
        return json.RootElement.GetProperty(Ladder.Key).GetRawText();
    }

    public static ConfigSnapshot Config(params IEnumerable<(string Key, string Value)> entries) => ConfigSnapshot.Of(1, entries.Select(entry => new ConfigEntry(entry.Key, entry.Value, 1)));

    /// <summary>What stands after changes; each must have expected what stands.</summary>
    public static ConfigSnapshot After(this ConfigSnapshot config, IEnumerable<WantedChange> changes)
    {
        var all = changes.ToList();
        Assert.All(all, change => Assert.Equal(config.Entries.GetValueOrDefault(change.Key)?.Revision ?? 0, change.Expected ?? config.Entries.GetValueOrDefault(change.Key)?.Revision ?? 0));
        return config.With(config.Revision + 1, all.Select(change => new ConfigChange(change.Key, change.Value, config.Revision + 1)));
    }

    public static ConfigSnapshot Set(this ConfigSnapshot config, string key, string? value) => config.After([new WantedChange(key, value)]);

    public static IReadOnlyDictionary<string, string> Values(this ConfigSnapshot config) => config.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Value);

    /// <summary>Whether a switch is on for a role; a share of buyers is asked for by name.</summary>
    public static bool IsOn(string flag, string role, string buyer = "")
    {
        Assert.True(FlagReader.TryRead("a.b", flag, out var read, out var faults), string.Join("; ", faults));
        var result = read!.Evaluate(FlagContext.Of(new Dictionary<string, object?> { ["role"] = role, ["caller"] = "", [FlagContext.TargetingKey] = buyer }), DateTimeOffset.UnixEpoch);
        return result.Variant is null or "on";
    }

    public static Grade? GradeOf(string flag) => FlagReader.TryRead("a.b", flag, out var read, out _) ? read!.Metadata.Grade : null;
}
