using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Seawall.Client.Calls;
using Seawall.Control.Arming;
using Seawall.Control.Config;
using Seawall.Control.Config.Checks;
using Seawall.Control.Config.History;
using Seawall.Control.Config.Proposals;
using Seawall.Control.Config.Transfer;
using Seawall.Control.Instances;
using Seawall.Control.Metrics;
using Seawall.Control.Metrics.Scraping;
using Seawall.Control.Operators;
using Seawall.Control.Tests.Arming;
using Seawall.Control.Plans;
using Seawall.Control.Plans.Running;
using Seawall.Control.Push;

namespace Seawall.Control.Tests.Plans;

/// <summary>Plans over a store on the disk, with a clock and a fleet that the test sets; it may die and come back.</summary>
internal sealed class PlanBench : IInstances, IMetricTargets, IInstanceDesk, IDisposable
{
    public const string Build = "b1";
    public static readonly Person Ann = new("ann", OperatorLevel.Operator);
    public static readonly Person Bob = new("bob", OperatorLevel.Approver);
    private readonly DirectoryInfo _folder;
    private readonly bool _own;

    public PlanBench(string? folder = null)
    {
        (_folder, _own) = folder is null ? (Directory.CreateTempSubdirectory("seawall-plans-"), true) : (new DirectoryInfo(folder), false);
        Metrics = new MemoryMetricSource(Clock);
        Start();
    }

    public SetClock Clock { get; } = new(new DateTimeOffset(2026, 11, 10, 12, 0, 0, TimeSpan.Zero));

    public MemoryMetricSource Metrics { get; }

    public SqliteConfigStore Store { get; private set; } = null!;

    public ConfigHistory History { get; private set; } = null!;

    public PlanDesk Desk { get; private set; } = null!;

    public PlanClock Timer { get; private set; } = null!;

    /// <summary>Stands between plans and the store; null for the one that publishes at once.</summary>
    public Func<IConfigStore, IArmedPublisher>? Publisher { get; set; }

    public PlanOptions Options { get; set; } = new() { Build = () => Build };

    /// <summary>Instances, each following every revision at once.</summary>
    public List<(string Service, string Instance)> Fleet { get; } = [("catalog", "catalog-1"), ("catalog", "catalog-2"), ("web", "web-1")];

    public HashSet<string> Behind { get; } = [];

    /// <summary>Processes of services, the first of each being the topology's own.</summary>
    public List<ServiceInstance> Processes { get; } = [.. new[] { "catalog", "trade", "promotions" }.Select((name, i) => new ServiceInstance(name, name, new Uri($"http://127.0.0.1:{8082 + i}"), true, true))];

    /// <summary>Why an instance can't be started; null when it can.</summary>
    public string? NoRoom { get; set; }

    IReadOnlyList<ServiceInstance> IInstanceDesk.All => [.. Processes];

    public string Folder => _folder.FullName;

    IReadOnlyList<MetricTarget> IMetricTargets.All => [];

    IReadOnlyList<BusinessPlace> IMetricTargets.Businesses => [];

    /// <summary>Ends it as a kill does, what is on the disk alone being left, and begins anew; with another publisher when one is set since.</summary>
    public void Restart()
    {
        Store.Dispose();
        Start();
    }

    public FleetView Look()
    {
        InstanceView[] all = [.. Fleet.Select(one => new InstanceView(one.Service, one.Instance, true, Behind.Contains(one.Instance) ? 0 : Store.Current.Revision, 0, 0, false, false, []))];
        return new FleetView(Store.Current.Revision, all.Length, all.Length, all.Length, [], all);
    }

    public async Task SetAsync(params (string Key, string? Value)[] entries) =>
        Assert.IsType<PublishOutcome.Published>(await Store.PublishAsync(StoreFolder.Request([.. entries.Select(entry => new WantedChange(entry.Key, entry.Value))]), default));

    /// <summary>A plan of these actions, its check being that all follow.</summary>
    /// <param name="at">When it runs by itself; null for when somebody says so.</param>
    public Task PlanAsync(string id, string actions, string more = "", DateTimeOffset? at = null) => SetAsync(("plan/" + id, TextOf(actions, more, at)));

    public static string TextOf(string actions, string more = "", DateTimeOffset? at = null) => $$"""
        {"title":"T","titleZh":"题","owner":"ops","trigger":{{(at is { } time ? $$"""{"kind":"scheduled","at":"{{time:O}}"}""" : """{"kind":"triggered","when":"it burns","whenZh":"着火"}""")}},"decider":"duty lead","buyersNotice":"Little","buyersNoticeZh":"少",
        "check":{"kind":"instances","all":true,"withinSeconds":20,"holdSeconds":2},"undoCheck":{"kind":"instances","all":true},"actions":[{{actions}}]{{more}}}
        """;

    /// <summary>Lets time pass in steps of a second, looking at each.</summary>
    public async Task PassAsync(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            Clock.Now += TimeSpan.FromSeconds(1);
            await Timer.LookAsync(default);
        }
    }

    public PlanActivation Last(string id) => Desk.Find(id)!.Run.Last!;

    public async Task<PlanActivation> RunAsync(string id, PlanOrder? order = null, Person? by = null)
    {
        var answer = await Desk.RunAsync(id, order ?? new PlanOrder("it burns"), by ?? Ann, default);
        Assert.True(answer is PlanAnswer.Done, answer is PlanAnswer.Invalid invalid ? string.Join("; ", invalid.Faults) : answer.ToString());
        return Last(id);
    }

    public async Task RehearseAsync(string id) => Assert.Equal(new PlanAnswer.Done(true), await Desk.RehearsedAsync(id, null, "drill-1", "reports/drills/1.json", "", Ann, default));

    /// <summary>Fills the store with what a fresh site holds.</summary>
    public async Task SeedAsync()
    {
        var files = new[] { "config", "alerts", "plans" }.SelectMany(name => new DirectoryInfo(Path.Combine(Deploy(), name)).GetFiles("*.json"));
        Assert.Equal(new PublishOutcome.Published(1), await ConfigSeed.ApplyAsync(Store, files, default));
    }

    public Task<ServiceInstance> AddAsync(string service, int? port, CancellationToken ct)
    {
        if (NoRoom is not null)
            throw new InstanceException(NoRoom);
        var number = Processes.Count(one => one.Service == service) + 1;
        Processes.Add(new ServiceInstance($"{service}-{number}", service, new Uri($"http://127.0.0.1:{8082 + (number * 100)}"), false, true));
        return Task.FromResult(Processes[^1]);
    }

    public Task RemoveAsync(string name, CancellationToken ct) => Task.FromResult(Processes.RemoveAll(one => one.Name == name));

    public Task<ServiceInstance> RestoreAsync(string service, CancellationToken ct) => throw new NotSupportedException("Plans restore nothing.");

    public void Dispose()
    {
        Store.Dispose();
        if (_own)
            _folder.Delete(recursive: true);
    }

    private void Start()
    {
        var checks = new ConfigChecks([new PlanValueCheck(), new RunValueCheck()]);
        Store = new SqliteConfigStore(Path.Combine(_folder.FullName, "config.db"), Clock, null, checks);
        History = new ConfigHistory(Store);
        var book = new PlanBook(Store);
        var instances = new PlanInstances(this);
        var looks = new PlanLooks(Metrics, this, Clock, this);
        var runner = new PlanRunner(Store, new Lazy<ConfigHistory>(History), book, Publisher?.Invoke(Store) ?? new PlainPublisher(Store, Clock), looks, instances, Options, Clock, NullLogger<PlanRunner>.Instance);
        var operators = new OperatorBook(new ControlOptions { SignInSecret = "x", FormKeys = _folder, Data = _folder });
        Desk = new PlanDesk(Store, book, runner, looks, instances, checks, new ChangeGuard(), operators, Options, Clock);
        Timer = new PlanClock(book, Desk, runner, Options, Clock, NullLogger<PlanClock>.Instance);
    }

    public static string Deploy([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "deploy"));
}
