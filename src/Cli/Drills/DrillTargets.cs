using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>Names services of a topology by what they are to a business, so that one drill fits sites that are built differently.</summary>
internal static class DrillTargets
{
    /// <summary>The services that targets name: <c>cache:catalog</c>, <c>database:trade</c>, <c>process:shops</c>, a role of several (<c>role:control</c>), or the service's own name.</summary>
    public static IReadOnlyList<string> Resolve(IEnumerable<string> targets, SiteTopology topology) => [.. targets.SelectMany(target => Resolve(target, topology)).Distinct()];

    private static IEnumerable<string> Resolve(string target, SiteTopology topology)
    {
        string[] parts = target.Split(':', 2);
        if (parts.Length == 1)
        {
            return [target];
        }
        string? found = parts[0] switch
        {
            "cache" when parts[1] == "all" => null,
            "cache" => topology.RedisOf(parts[1])?.Name,
            "database" => topology.PostgresOf(parts[1])?.Name,
            "process" => topology.ProcessOf(parts[1])?.Name,
            _ => null,
        };
        return target == "cache:all" ? topology.Redis.Select(node => node.Name)
            : parts[0] == "role" && topology.Processes.Where(process => process.Role == parts[1]).Select(process => process.Name).ToArray() is { Length: > 0 } processes ? processes
            : found is not null ? [found]
            : throw new CommandException($"{topology.Path} has nothing that is '{target}'");
    }
}
