namespace Seawall.Topology;

/// <summary>The servers that run in a home's data directories, whatever topology they were started for.</summary>
public static class InstanceProcesses
{
    public static IReadOnlyList<ProcessIdentity> Postgres(SeawallHome home) =>
    [
        .. new[] { home.PostgresRoot, home.PostgresRootOfSystemUser }
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Select(directory => new PostgresDataDirectory(Path.Combine(directory, "data")).Postmaster())
            .OfType<ProcessIdentity>(),
    ];

    public static IReadOnlyList<ProcessIdentity> Redis(SeawallHome home) =>
        Directory.Exists(home.RedisRoot)
            ? [.. Directory.EnumerateDirectories(home.RedisRoot).Select(RedisInstance.RunningIn).OfType<ProcessIdentity>()]
            : [];
}
