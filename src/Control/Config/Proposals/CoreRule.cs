using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Client.Switches;
using Seawall.Control.Config.History;
using Seawall.Control.Dial;
using Seawall.Control.Dial.Steering;

namespace Seawall.Control.Config.Proposals;

/// <summary>
/// Which changes take two persons: those to a switch of grade G0, also when they give it another grade, those to a limit marked <c>"core": true</c>, those made by hand
/// to what is armed or to how a plan stands, those to the dial's ladder (so that every move of it was agreed to beforehand), and letting the dial move by itself.
/// </summary>
public static class CoreRule
{
    /// <summary>Why a second person must agree; null when none must.</summary>
    public static string? Why(IEnumerable<KeyChange> changes)
    {
        var core = changes.Where(change => IsCore(change.Key, change.Before) || IsCore(change.Key, change.After) || LetsTheDialMove(change)).Select(change => change.Key).ToArray();
        return core.Length == 0 ? null : $"{string.Join(", ", core)} {(core.Length == 1 ? "is" : "are")} core (G0): a second person with the level approver must agree";
    }

    private static bool LetsTheDialMove(KeyChange change) => change.Key == SteeringSettings.Key && change.After is { } after && SteeringSettings.Read(after).Mode == SteeringMode.Move;

    private static bool IsCore(string key, string? value)
    {
        if (value is null)
            return false;
        // What is armed was asked about when it was armed, and how a plan stands holds who agreed to it: nobody writes either past that alone.
        if (key == Ladder.Key || key.StartsWith(ConfigKeys.Armed, StringComparison.Ordinal) || key.StartsWith(ConfigKeys.Run, StringComparison.Ordinal))
            return true;
        using var json = JsonDocument.Parse(value);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            return false;
        return key.StartsWith(ConfigKeys.Switch, StringComparison.Ordinal)
            ? root.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty("grade", out var grade) && grade.ValueEquals(nameof(Grade.G0))
            : key.StartsWith(ConfigKeys.Limit, StringComparison.Ordinal) && root.TryGetProperty("core", out var core) && core.ValueKind == JsonValueKind.True;
    }
}
