using System.Text.Json;
using Seawall.Client.Calls;
using Seawall.Client.Config;
using Seawall.Control.Config.Checks.Schemas;
using Seawall.Control.Config.History;

namespace Seawall.Control.Config.Checks;

/// <summary>What must hold of values before they are published; all faults are told, each with its key and place.</summary>
public sealed class ConfigChecks(IEnumerable<IValueCheck> owners)
{
    /// <summary>The longest value, in characters.</summary>
    public const int MostCharacters = 256 << 10;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly IValueCheck[] _checks = [new SwitchCheck(), new ItemCheck(), new SchemaCheck(), new ObjectCheck(ConfigKeys.Role), .. owners];

    /// <summary>The checks of this part alone.</summary>
    public static ConfigChecks Own { get; } = new([]);

    public List<KeyFault> Faults(ConfigSnapshot current, IReadOnlyList<KeyChange> changes)
    {
        var faults = new List<KeyFault>();
        var wanted = changes.ToDictionary(change => change.Key, change => change.After, StringComparer.Ordinal);
        foreach (var change in changes)
        {
            if (change.After is not null)
                faults.AddRange(Faults(change.Key, change.After).Select(fault => new KeyFault(change.Key, fault.Path, fault.Message)));
        }
        if (faults.Count == 0)
        {
            CheckSchemas(current, wanted, faults);
            CheckCalls(current, changes, faults);
        }
        return faults;
    }

    private IEnumerable<ValueFault> Faults(string key, string value)
    {
        if (KeySyntax.Fault(key) is { } syntax)
            return [new ValueFault("", syntax)];
        if (value.Length > MostCharacters)
            return [new ValueFault("", $"a value has at most {MostCharacters} characters, this one has {value.Length}")];
        try
        {
            using var json = JsonDocument.Parse(value, Strict);
            return [.. _checks.Where(check => key.StartsWith(check.Prefix, StringComparison.Ordinal)).SelectMany(check => check.Check(key, json.RootElement))];
        }
        catch (JsonException e)
        {
            return [new ValueFault("", $"is no JSON: {e.Message}")];
        }
    }

    /// <summary>Every item that is new, or whose schema is, against the schema of its namespace.</summary>
    private static void CheckSchemas(ConfigSnapshot current, Dictionary<string, string?> wanted, List<KeyFault> faults)
    {
        string? Next(string key) => wanted.TryGetValue(key, out var value) ? value : current[key];
        var changed = wanted.Keys.Where(key => key.StartsWith(ConfigKeys.Schema, StringComparison.Ordinal)).Select(key => ConfigKeys.Item + key[ConfigKeys.Schema.Length..] + "/").ToArray();
        var items = wanted.Keys.Where(key => key.StartsWith(ConfigKeys.Item, StringComparison.Ordinal)).Concat(changed.SelectMany(prefix => current.Under(prefix).Select(entry => entry.Key)));
        foreach (var key in items.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var schemaKey = ConfigKeys.Schema + key[ConfigKeys.Item.Length..].Split('/')[0];
            if (Next(key) is not { } value || Next(schemaKey) is not { } schema)
                continue;
            using var json = JsonDocument.Parse(value);
            using var rules = JsonDocument.Parse(schema);
            var validator = new SchemaValidator(rules.RootElement);
            foreach (var (place, content) in ItemCheck.Values(json.RootElement))
                faults.AddRange(validator.Faults(content, place).Select(fault => new KeyFault(key, fault.Path, $"{fault.Message} ({schemaKey})")));
        }
    }

    /// <summary>Roles, edge rules, limits: what of them holds only together.</summary>
    private static void CheckCalls(ConfigSnapshot current, IReadOnlyList<KeyChange> changes, List<KeyFault> faults)
    {
        var next = current.With(current.Revision + 1, changes.Select(change => new ConfigChange(change.Key, change.After, current.Revision + 1)));
        var found = CallConfig.Faults(next, [.. changes.Select(change => change.Key)], RoleRegistry.All.Keys);
        faults.AddRange(found.Select(fault => new KeyFault(fault.Key, fault.Path, fault.Message)));
    }

    private sealed class ObjectCheck(string prefix) : IValueCheck
    {
        public string Prefix => prefix;

        public IEnumerable<ValueFault> Check(string key, JsonElement value) => value.ValueKind == JsonValueKind.Object ? [] : [new ValueFault("", "must be an object")];
    }
}
