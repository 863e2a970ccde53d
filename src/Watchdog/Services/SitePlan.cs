using Seawall.Topology;

namespace Seawall.Watchdog;

/// <summary>Services that start together once everything before them is healthy, or a step of work between them.</summary>
public sealed record Stage(string Name)
{
    public IReadOnlyList<Service> Services { get; init; } = [];

    /// <summary>Work done when all earlier stages are healthy (schemas, migrations, seed); it says what it does.</summary>
    public Func<IProgress<string>, CancellationToken, Task>? Work { get; init; }
}

/// <summary>The program as its own processes are started from it: an executable and the arguments before <c>run NAME</c>.</summary>
public sealed record SeawallProgram(string File, IReadOnlyList<string> Arguments)
{
    /// <summary>A process of this program that outlives its starter and is known again by the mark in its environment.</summary>
    public DetachedCommand Run(string name, SeawallHome home, params IReadOnlyList<string> arguments) =>
        new(File, [.. Arguments, "run", name, .. arguments], home.Log(name)) { Environment = HomeProcesses.MarkFor(home, name) };
}

/// <summary>The stages of a site: databases, schemas, caches, gates, businesses, pages.</summary>
public static class SitePlan
{
    private static readonly SupervisionPolicy _database = new() { StartLimit = TimeSpan.FromMinutes(5), SilentLimit = 6 };

    public static IReadOnlyList<Stage> Create(
        SiteTopology topology, SiteInstances instances, SeawallHome home, SeawallProgram program, Func<IProgress<string>, CancellationToken, Task> schemas)
    {
        PostgresInstance[] databases = [.. topology.Postgres.Where(node => !node.OnDemand).Select(node => instances.Postgres(node.Name))];
        return
        [
            // The console shows how the rest comes up, so it waits for nothing.
            new Stage("databases")
            {
                Services =
                [
                    .. databases.Select(Database),
                    .. topology.Etcd.Where(node => node.IsOurs).Select(node => Member(instances.Etcd(node.Name), home)),
                    .. topology.Processes.Where(IsConsole).Select(Program),
                ],
            },
            new Stage("schemas") { Work = SchemasAsync },
            new Stage("caches") { Services = [.. topology.Redis.Select(node => Cache(instances.Redis(node.Name)))] },
            Roles("gates", IsGate),
            Roles("businesses", process => !IsGate(process) && !IsPages(process) && !IsConsole(process)),
            Roles("pages", IsPages),
        ];

        Stage Roles(string name, Func<ProcessNode, bool> belongs) => new(name)
        {
            Services = [.. topology.Processes.Where(belongs).Select(Program)],
        };

        Service Program(ProcessNode process) => Role(process, topology, home, program);

        async Task SchemasAsync(IProgress<string> progress, CancellationToken ct)
        {
            foreach (PostgresInstance database in databases)
            {
                await database.CreateDatabaseAsync(database.Name, ct).ConfigureAwait(false);
            }
            await schemas(progress, ct).ConfigureAwait(false);
        }
    }

    /// <summary>The services that may be added and taken away while a site is up: those of its businesses and pages, as the topology says now.</summary>
    public static IReadOnlyList<Service> Changeable(SiteTopology topology, SeawallHome home, SeawallProgram program) =>
        [.. topology.Processes.Where(process => process.Businesses.Count > 0).Select(process => Role(process, topology, home, program))];

    private static bool IsGate(ProcessNode process) => process.Role == ProcessNode.GateRole;

    private static bool IsConsole(ProcessNode process) => process.Role == ProcessNode.ControlRole;

    private static bool IsPages(ProcessNode process) => process.Businesses.Contains("web");

    private static Service Database(PostgresInstance instance) => new(instance.Name, Unmarked(instance.Command()))
    {
        Prepare = async ct =>
        {
            await instance.InitAsync(ct).ConfigureAwait(false);
            await instance.PrepareStartAsync(ct).ConfigureAwait(false);
        },
        Probe = ct => Probes.PostgresAsync(instance, ct),
        Find = () => instance.Running,
        Stop = StopStep.Postgres,
        Policy = _database,
    };

    private static Service Cache(RedisInstance instance) => new(instance.Name, Unmarked(instance.Command()))
    {
        Prepare = instance.InitAsync,
        Probe = ct => Probes.RedisAsync(instance, ct),
        Find = () => instance.Running,
    };

    private static Service Member(EtcdInstance instance, SeawallHome home) =>
        new(instance.Name, instance.Command() with { Environment = HomeProcesses.MarkFor(home, instance.Name) })
        {
            Prepare = instance.InitAsync,
            Probe = ct => Probes.HttpAsync(instance.VersionUrl, ct),
            Find = () => Marked(home, instance.Name),
        };

    private static Service Role(ProcessNode process, SiteTopology topology, SeawallHome home, SeawallProgram program) =>
        new(process.Name, program.Run(process.Name, home, "--topology", topology.Path))
        {
            Probe = ct => Probes.HttpAsync(process.HealthUrl, ct),
            Find = () => Marked(home, process.Name),
        };

    private static ProcessIdentity? Marked(SeawallHome home, string name) =>
        HomeProcesses.Find(home).Where(found => found.Name == name).Select(found => (ProcessIdentity?)found.Process).FirstOrDefault();

    private static DetachedCommand Unmarked(DetachedCommand command) => command with
    {
        Environment = command.Environment.Concat(HomeProcesses.NoMark).ToDictionary(),
    };
}
