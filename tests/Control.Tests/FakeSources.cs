using System.Runtime.CompilerServices;
using Seawall.Control.Gates;
using Seawall.Control.Live;
using Seawall.Control.Margin;
using Seawall.Control.Metrics.Scraping;
using Seawall.Control.Processes;
using Seawall.Control.Push;
using Seawall.Control.Readiness;
using Seawall.Control.SignIn;
using Seawall.Control.Statements;
using Seawall.Control.Tests.Changes;
using Seawall.Kernel;

namespace Seawall.Control.Tests;

/// <summary>A site as a console may find it; every part can be changed while pages look at it.</summary>
internal sealed class FakeSources : ISiteProcesses, ILiveGates, IGateReports, IStatements, ILabReports, IReadinessBoard, ISignInStore, IInstances, IMetricTargets
{
    public static readonly string[] Businesses = ["accounts", "catalog", "channels", "groupbuy", "promotions", "reviews", "shops", "trade"];

    private readonly Random _random = new(20261111);
    private readonly Dictionary<string, (LatencyHistogram Latency, long Errors)> _counts = [];

    public SiteStatus Site { get; set; } = new("up", "", [.. new[] { "watchdog", "control", "main", "marketing", "redis-catalog", "gate-1", "gate-2", "accounts", "catalog", "trade", "web" }
        .Select((name, i) => new ProcessStatus(name, "healthy") { Kind = KindOf(name), Address = name == "watchdog" ? "" : $"127.0.0.1:{8000 + i}", Pid = 4000 + i, Uptime = TimeSpan.FromMinutes(95 + i), MemoryBytes = (40L + (i * 13)) << 20 })]);

    public LabReports Reports { get; set; } = new();

    public Board Promises { get; set; } = new(new DateOnly(2026, 11, 11), []);

    public StatementList Statements { get; set; } = new([], []);

    public IReadOnlyList<StatementSample> Samples { get; set; } = [];

    public IReadOnlyList<GateReport> Gates { get; set; } = [];

    public HashSet<string> Silent { get; } = [];

    public FakeDesk Desk { get; } = new();

    public FleetView Fleet { get; set; } = new(0, 0, 0, 0, [], []);

    /// <summary>The console's own address: it stands in for the process that serves trade, with the figures it has of itself.</summary>
    public Uri? Own { get; set; }

    public IReadOnlyList<MetricTarget> All => Own is null ? [] : [new MetricTarget("trade", "mall", Own)];

    IReadOnlyList<BusinessPlace> IMetricTargets.Businesses { get; } = [new BusinessPlace("catalog", "catalog", "main", "redis-catalog"), new BusinessPlace("trade", "trade", "main", null)];

    /// <summary>Calls that each business makes between two readings.</summary>
    public int Calls { get; set; } = 40;

    public int Reads { get; private set; }

    public long StartedUnixMs { get; set; } = 1;

    public SignIns SignIns { get; private set; } = new();

    public List<string> Log { get; } = ["2026-11-10 23:59:58 catalog started", "2026-11-10 23:59:59 <b>not markup</b>"];

    public TaskCompletionSource? Held { get; set; }

    public FleetView Look() => Fleet;

    Task<IReadOnlyList<GateReport>> IGateReports.ReadAsync(CancellationToken cancellationToken) => Task.FromResult(Gates);

    SiteStatus ISiteProcesses.Read() => Site;

    LabReports ILabReports.Read() => Reports;

    Board IReadinessBoard.Read() => Promises;

    public LogLines? LastLines(string process, int lines) => Site.Processes.Any(p => p.Name == process) ? new LogLines([.. Log.TakeLast(lines)], Log.Count) : null;

    public async IAsyncEnumerable<LogLines> FollowAsync(string process, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new LogLines([.. Log.Skip((int)from), "followed"], Log.Count);
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    public async Task<IReadOnlyList<GateReading>> ReadAsync(CancellationToken cancellationToken)
    {
        Reads++;
        if (Held is { } held)
            await held.Task.WaitAsync(cancellationToken);
        for (var b = 0; b < Businesses.Length; b++)
        {
            var (latency, errors) = _counts.GetValueOrDefault(Businesses[b], (new LatencyHistogram(), 0L));
            var calls = Calls == 0 ? 0 : _random.Next(Calls / 2, Calls * (b + 1) + 1);
            for (var i = 0; i < calls; i++)
                latency.Record((long)Math.Exp(6 + (_random.NextDouble() * 3)));
            _counts[Businesses[b]] = (latency, errors + (Businesses[b] == "trade" && calls > 0 ? _random.Next(3) : 0));
        }
        return [.. new[] { "gate-1", "gate-2" }.Select((gate, i) => Silent.Contains(gate)
            ? new GateReading(gate) { Silent = "Connection refused" }
            : new GateReading(gate) { StartedUnixMs = StartedUnixMs, Sessions = 12, Businesses = i == 0 ? [.. _counts.Select(c => new BusinessCount(c.Key, c.Value.Errors, Copy(c.Value.Latency)))] : [] })];
    }

    public Task<StatementList> ReadAsync(TimeSpan since, CancellationToken cancellationToken) => Task.FromResult(Statements);

    public IReadOnlyList<StatementSample> SamplesOf(string fingerprint) => Samples;

    public string? Page(string name) => Reports.Pages.Any(page => page.Name == name) ? $"<!doctype html><title>{name}</title><style>p{{color:red}}</style><p>report {name}" : null;

    public SignIns Load() => SignIns;

    public void Save(SignIns signIns) => SignIns = signIns;

    private static LatencyHistogram Copy(LatencyHistogram latency) => latency.Since(new LatencyHistogram());

    private static string KindOf(string name) => name switch
    {
        "watchdog" or "control" => name,
        "main" or "marketing" => "postgres",
        _ => name.StartsWith("redis", StringComparison.Ordinal) ? "redis" : name.StartsWith("gate", StringComparison.Ordinal) ? "gate" : "mall",
    };
}
