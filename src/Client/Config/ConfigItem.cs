using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Seawall.Client.Config;

/// <summary>What an item is worth to whom while another value is tried on some (gray release).</summary>
public static class ConfigItem
{
    /// <summary>
    /// The JSON text of the value for an instance and a role: that of <c>gray</c> when it names the role or the instance, or when the instance is among its percentage;
    /// else the item's own. Null when the entry is no item.
    /// </summary>
    /// <param name="role">The role that the call runs for; null for what a process does for itself.</param>
    public static string? Resolve(ConfigEntry entry, string instance, string? role)
    {
        using var json = JsonDocument.Parse(entry.Value);
        var item = json.RootElement;
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("value", out var value))
            return null;
        if (item.TryGetProperty("gray", out var gray) && gray.ValueKind == JsonValueKind.Object && gray.TryGetProperty("value", out var tried) && Reaches(gray, entry.Key, instance, role))
            return tried.GetRawText();
        return value.GetRawText();
    }

    /// <summary>The place of an instance among a hundred, the same for ever for one item; a percentage reaches the places below it, so that a wider one reaches no fewer.</summary>
    public static int PlaceOf(string key, string instance)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{key}\0{instance}"), hash);
        return (int)(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(hash) % 100);
    }

    private static bool Reaches(JsonElement gray, string key, string instance, string? role) =>
        (role is not null && Names(gray, "roles", role)) || Names(gray, "instances", instance)
        || (gray.TryGetProperty("percent", out var percent) && percent.ValueKind == JsonValueKind.Number && percent.TryGetInt32(out var below) && PlaceOf(key, instance) < below);

    private static bool Names(JsonElement gray, string list, string name)
    {
        if (!gray.TryGetProperty(list, out var names) || names.ValueKind != JsonValueKind.Array)
            return false;
        foreach (var one in names.EnumerateArray())
        {
            if (one.ValueKind == JsonValueKind.String && one.ValueEquals(name))
                return true;
        }
        return false;
    }
}
