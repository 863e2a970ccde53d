using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seawall.Client.Switches.Flags;

/// <summary>A file of flagd: <c>{"flags": {key: flag}, "$evaluators": {…}}</c>, for import and export.</summary>
public static class FlagFile
{
    private const string Schema = "https://flagd.dev/schema/v0/flags.json";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The flags of a file by key, each JSON of its own with the shared rules it refers to put in; or all faults, with no flag.</summary>
    public static IReadOnlyDictionary<string, string> Read(string json, out IReadOnlyList<FlagFault> faults)
    {
        var flags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var found = new List<FlagFault>();
        faults = found;
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("flags", out var all) || all.ValueKind != JsonValueKind.Object)
            {
                found.Add(new FlagFault("flags", "must be an object of flags by key"));
                return flags;
            }
            var evaluators = root.TryGetProperty("$evaluators", out var shared) ? shared : default;
            foreach (var member in all.EnumerateObject())
            {
                if (!FlagReader.TryRead(member.Name, member.Value, evaluators, out _, out var its))
                    found.AddRange(its.Select(fault => fault with { Path = $"flags.{member.Name}.{fault.Path}".TrimEnd('.') }));
                else
                    flags[member.Name] = Inlined(member.Value, evaluators);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            found.Add(new FlagFault("", $"is no JSON: {e.Message}"));
        }
        if (found.Count > 0)
            flags.Clear();
        return flags;
    }

    /// <summary>A file with these flags, keys in order, for people to read and flagd to run.</summary>
    public static string Write(IEnumerable<KeyValuePair<string, string>> flags)
    {
        var all = new JsonObject();
        foreach (var (key, json) in flags.OrderBy(flag => flag.Key, StringComparer.Ordinal))
            all[key] = JsonNode.Parse(json);
        return new JsonObject { ["$schema"] = Schema, ["flags"] = all }.ToJsonString(Readable) + "\n";
    }

    private static JsonSerializerOptions JsonOptions { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Inlined(JsonElement flag, JsonElement evaluators)
    {
        var copy = JsonNode.Parse(flag.GetRawText())!.AsObject();
        copy.Remove("$evaluators");
        return Inlined(copy, flag.TryGetProperty("$evaluators", out var own) ? own : evaluators)!.ToJsonString(JsonOptions);
    }

    private static JsonNode? Inlined(JsonNode? node, JsonElement evaluators)
    {
        switch (node)
        {
            case JsonObject { Count: 1 } reference when reference["$ref"] is JsonValue name:
                return Inlined(JsonNode.Parse(evaluators.GetProperty(name.GetValue<string>()).GetRawText()), evaluators);
            case JsonObject members:
                var copy = new JsonObject();
                foreach (var (name, value) in members)
                    copy[name] = Inlined(value, evaluators);
                return copy;
            case JsonArray items:
                return new JsonArray([.. items.Select(item => Inlined(item, evaluators))]);
            default:
                return node?.DeepClone();
        }
    }
}
