using Seawall.Client.Bulkheads;
using Seawall.Client.Config;
using Seawall.Client.Limits;

namespace Seawall.Client.Calls;

/// <summary>What must hold of roles, edge rules, limits and bulkheads before they are published.</summary>
public static class CallConfig
{
    /// <summary>All faults of the keys that change, and of the edge's rules when a role changes; empty when the snapshot may be published.</summary>
    /// <param name="next">The snapshot as it would be.</param>
    /// <param name="changed">The keys that the publish sets or deletes.</param>
    /// <param name="registered">Names that have role numbers already: services, and roles that were deleted.</param>
    public static IReadOnlyList<CallFault> Faults(ConfigSnapshot next, IReadOnlyCollection<string> changed, IEnumerable<string> registered)
    {
        var faults = new List<CallFault>();
        var hasRole = changed.Any(key => key.StartsWith(ConfigKeys.Role, StringComparison.Ordinal));
        if (hasRole)
        {
            foreach (var fault in RoleEntries.Faults(next, registered))
                faults.Add(CallFault.Of(changed.FirstOrDefault(key => fault.StartsWith(key, StringComparison.Ordinal)) ?? ConfigKeys.Role, fault));
        }
        if (hasRole || changed.Contains(ConfigKeys.EdgeRules))
            faults.AddRange(EdgeRules.Faults(next).Select(fault => CallFault.Of(ConfigKeys.EdgeRules, fault)));
        foreach (var key in changed.Where(key => key.StartsWith(ConfigKeys.Limit, StringComparison.Ordinal)))
        {
            if (next[key] is { } json)
                faults.AddRange(LimitFaults(key, json).Select(fault => CallFault.Of(key, fault)));
        }
        return faults;
    }

    private static IReadOnlyList<string> LimitFaults(string key, string json)
    {
        IReadOnlyList<string> faults;
        if (BulkheadOptions.IsKey(key))
            BulkheadOptions.Parse(key, json, new BulkheadOptions(), out faults);
        else
            Limit.Parse(key, json, out faults);
        return faults;
    }
}

/// <summary>What is wrong with a key, and where in its value; the path is empty for the value itself.</summary>
public sealed record CallFault(string Key, string Path, string Message)
{
    public override string ToString() => Path.Length == 0 ? $"{Key}: {Message}" : $"{Key}.{Path}: {Message}";

    // A fault's text begins with its key, then comes the path within the value.
    internal static CallFault Of(string key, string text)
    {
        var rest = text.StartsWith(key, StringComparison.Ordinal) ? text[key.Length..] : text;
        var colon = rest.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? new CallFault(key, "", rest) : new CallFault(key, rest[..colon].TrimStart('.'), rest[(colon + 2)..]);
    }
}
