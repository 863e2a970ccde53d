using System.Text.Json;
using System.Text.Json.Nodes;
using Seawall.Client.Config;
using Seawall.Client.Switches.Flags;
using Seawall.Control.Config.Gray;

namespace Seawall.Control.Config.Transfer;

/// <summary>The config as files, out and in. What goes out and in again comes out the same, byte for byte.</summary>
public static class ConfigTransfer
{
    private const string Format = "seawall-config/1";

    private static readonly JsonSerializerOptions Readable = new(GrayRelease.Plain) { WriteIndented = true };

    /// <summary>The switches as a file that flagd runs: https://flagd.dev/schema/v0/flags.json.</summary>
    public static string WriteFlags(ConfigSnapshot snapshot) =>
        FlagFile.Write(snapshot.Under(ConfigKeys.Switch).Select(entry => KeyValuePair.Create(entry.Key[ConfigKeys.Switch.Length..], entry.Value)));

    /// <summary>Everything: keys in order, each value as its JSON text.</summary>
    public static string WriteAll(ConfigSnapshot snapshot) => new JsonObject
    {
        ["format"] = Format,
        ["entries"] = new JsonObject(snapshot.Entries.Values.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
    }.ToJsonString(Readable) + "\n";

    /// <summary>
    /// The changes that a file asks for: a file of flagd, one that <see cref="WriteAll"/> wrote, or an object of keys and their values. A flag that stands and means the
    /// same stays as it is written.
    /// </summary>
    /// <param name="replace">Takes away what is not in the file: of a file of flagd the other switches, else all other keys.</param>
    /// <param name="faults">What is wrong with the file; then there are no changes.</param>
    public static IReadOnlyList<WantedChange> Read(string file, ConfigSnapshot current, bool replace, out IReadOnlyList<KeyFault> faults)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        bool areFlags;
        try
        {
            using var json = JsonDocument.Parse(file, new JsonDocumentOptions { AllowDuplicateProperties = false });
            faults = Read(json.RootElement, file, values, out areFlags);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            (faults, areFlags) = ([new KeyFault("", "", $"the file can't be read: {e.Message}")], false);
        }
        if (faults.Count > 0)
            return [];
        var gone = replace ? current.Under(areFlags ? ConfigKeys.Switch : "").Where(entry => !values.ContainsKey(entry.Key)).Select(entry => new WantedChange(entry.Key, null)) : [];
        return [.. values.Where(value => !Stands(current[value.Key], value.Value, areFlags)).Select(value => new WantedChange(value.Key, value.Value)), .. gone];
    }

    private static IReadOnlyList<KeyFault> Read(JsonElement root, string file, SortedDictionary<string, string> values, out bool areFlags)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new JsonException("the file must be an object");
        if (areFlags = root.TryGetProperty("flags", out _))
        {
            var flags = FlagFile.Read(file, out var wrong);
            foreach (var (key, value) in flags)
                values[ConfigKeys.Switch + key] = value;
            return [.. wrong.Select(fault => new KeyFault("", fault.Path, fault.Message))];
        }
        if (root.TryGetProperty("format", out var format))
        {
            if (!format.ValueEquals(Format))
                throw new JsonException($"format must be {Format}");
            foreach (var entry in root.GetProperty("entries").EnumerateObject())
                values[entry.Name] = entry.Value.GetString() ?? "null";
            return [];
        }
        foreach (var entry in root.EnumerateObject())
            values[entry.Name] = entry.Value.GetRawText();
        return [];
    }

    // A file of flagd is laid out anew; the other forms keep every byte.
    private static bool Stands(string? stands, string wanted, bool isFlag)
    {
        if (stands == wanted || stands is null || !isFlag)
            return stands == wanted;
        using var one = JsonDocument.Parse(stands);
        using var other = JsonDocument.Parse(wanted);
        return JsonElement.DeepEquals(one.RootElement, other.RootElement);
    }
}
