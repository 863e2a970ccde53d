using System.Text.Json;
using Seawall.Alerts.Outlets;
using Seawall.Alerts.Rules;

namespace Seawall.Alerts.Entries;

/// <summary>Rules, outlets and silences as entries of the config center: their faults before they are published, and the policy they make together.</summary>
public static class AlertEntries
{
    private const string Alert = "alert/";
    private const string Outlet = "outlet/";
    private const string Silence = "silence/";

    /// <summary>Every fault of one entry with its place; none for keys of others.</summary>
    public static IReadOnlyList<EntryFault> Check(string key, string json)
    {
        var faults = new List<EntryFault>();
        Read(key, json, faults);
        return faults;
    }

    /// <summary>The policy of all entries; those with a fault are left out and named.</summary>
    public static AlertPolicy Policy(IEnumerable<KeyValuePair<string, string>> entries, out IReadOnlyList<string> left)
    {
        var rules = new List<AlertRule>();
        var outlets = new List<Outlet>();
        var silences = new List<Silence>();
        var faulty = new List<string>();
        foreach (var (key, json) in entries)
        {
            var faults = new List<EntryFault>();
            var read = Read(key, json, faults);
            if (faults.Count > 0)
                faulty.Add($"{key}: {string.Join("; ", faults.Select(fault => $"{fault.Path} {fault.Message}".Trim()))}");
            else if (read is AlertRule rule)
                rules.Add(rule);
            else if (read is Outlet outlet)
                outlets.Add(outlet);
            else if (read is Silence silence)
                silences.Add(silence);
        }
        left = faulty;
        // A site that never said where alerts go has them in its logs.
        if (outlets.Count == 0)
            outlets.Add(new LogOutlet { Name = "log" });
        return new AlertPolicy { Rules = rules, Outlets = outlets, Silences = silences };
    }

    private static object? Read(string key, string json, List<EntryFault> faults)
    {
        if (!key.StartsWith(Alert, StringComparison.Ordinal) && !key.StartsWith(Outlet, StringComparison.Ordinal) && !key.StartsWith(Silence, StringComparison.Ordinal))
            return null;
        try
        {
            using var document = JsonDocument.Parse(json);
            var name = key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];
            return key[0] switch
            {
                'a' => RuleReader.Read(name, document.RootElement, faults),
                'o' => OutletReader.Read(name, document.RootElement, faults),
                _ => Seawall.Alerts.Silence.Read(name, document.RootElement, faults),
            };
        }
        catch (JsonException e)
        {
            faults.Add(new EntryFault("", $"is no JSON: {e.Message}"));
            return null;
        }
    }
}
