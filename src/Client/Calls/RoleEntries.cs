using Seawall.Client.Config;
using Seawall.Client.Shapes;

namespace Seawall.Client.Calls;

/// <summary>Roles of the config center: <c>role/{id}</c> holds <c>{"what":"…"}</c>. An entry registers its role in every process; a deleted one keeps its number there.</summary>
public static class RoleEntries
{
    /// <summary>Registers what a snapshot adds.</summary>
    public static void Register(ConfigSnapshot snapshot)
    {
        foreach (var entry in snapshot.Under(ConfigKeys.Role))
            RoleRegistry.Register(IdOf(entry.Key));
    }

    /// <summary>All that is wrong with the roles of a snapshot before it is published, each fault with its path; empty when nothing is.</summary>
    /// <param name="registered">Names that have numbers already: services, and what was deleted.</param>
    public static IReadOnlyList<string> Faults(ConfigSnapshot next, IEnumerable<string> registered)
    {
        var faults = new List<string>();
        var taken = RoleRegistry.BuiltIn.Concat(registered).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in next.Under(ConfigKeys.Role))
        {
            var id = IdOf(entry.Key);
            if (!Baggage.IsPlain(id))
                faults.Add($"{entry.Key}: a role's id must be 1..32 of a-z, 0-9, '.', '_' and '-'");
            if (Shape.Open(entry.Value, entry.Key, faults) is { } shape)
            {
                shape.Text("what", "");
                shape.End();
            }
            if (taken.Add(id) && taken.Count > RoleRegistry.Most)
                faults.Add($"{entry.Key}: {RoleRegistry.Most} numbers are given, the unknown role's and the services' among them; a deleted role frees its number when every process has restarted");
        }
        return faults;
    }

    public static string IdOf(string key) => key[ConfigKeys.Role.Length..];
}
