using System.Net;
using System.Text;
using Seawall.Client.Config;
using Seawall.Gate.Identity;
using Seawall.Gate.Interception;
using Seawall.Gate.Judging;
using Seawall.Gate.Routing;
using Seawall.Gate.Statistics;
using Seawall.Gate.Tracking;
using Seawall.Postgres.Sql;

namespace Seawall.Gate.Tests.Interception;

/// <summary>An interception stage on a clock of the test's own, with statements and sessions to put to it.</summary>
internal sealed class StageBench : IDisposable
{
    private readonly NameTable _names = new();
    private readonly StatementCatalog _catalog;
    private readonly Dictionary<string, SessionIdentity> _sessions = [];
    private readonly LoginBook _logins = new(new GateOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Upstreams = new Dictionary<string, string>() });
    private long _revision;

    private StageBench(RouteTable routes)
    {
        _catalog = new StatementCatalog(_names, 200_000);
        Upstream = routes.All[0];
        Stage = new InterceptionStage(routes, Config);
    }

    public LiveConfig Config { get; } = new();

    public InterceptionStage Stage { get; }

    public Upstream Upstream { get; }

    public long NowMicros { get; set; } = 1_000_000;

    public ServerPressure Server => Stage.Of(Upstream);

    public static async Task<StageBench> OpenAsync(string interception = """{"mode":"enforce"}""", string grades = """{"trade":"G0","catalog":"G1","reviews":"G2","promotions":"G2","batch":"G4"}""")
    {
        var bench = new StageBench(await RouteTable.ResolveAsync(new Dictionary<string, string> { ["*"] = "127.0.0.1:5432" }, CancellationToken.None));
        bench.Push(interception, grades);
        return bench;
    }

    public void Push(string interception, string grades)
    {
        _revision++;
        Assert.Empty(Config.Swap(ConfigSnapshot.Of(_revision, [new ConfigEntry("gate/interception", interception, _revision), new ConfigEntry("gate/grades", grades, _revision)])));
    }

    public Ticket NewTicket(IWaiter? waiter = null) => new(waiter ?? new Waiter());

    public StatementText Statement(string sql)
    {
        var text = new StatementText();
        _catalog.Describe(Encoding.UTF8.GetBytes(sql), text);
        return text;
    }

    public StatementText Statement(ulong fingerprint) => new()
    {
        Info = new StatementInfo(fingerprint, StatementKind.Select, "select", []),
        Role = _names.None,
        Caller = _names.None,
        Mark = _names.None,
        Application = _names.None,
    };

    public Verdict Enter(string business, StatementText statement, Ticket ticket, bool inTransaction = false) => Stage.Enter(
        new StatementCall
        {
            Session = Session(business),
            Statement = statement,
            Business = Session(business).Login,
            Upstream = Upstream,
            InTransaction = inTransaction,
            NowMicros = NowMicros,
        },
        ticket);

    public void Complete(string business, StatementText statement, long micros, long rows = 1, long bytes = 100) => Stage.OnCompleted(new CompletedRequest
    {
        Session = Session(business),
        Statement = statement,
        StartMicros = NowMicros - micros,
        DurationMicros = micros,
        Rows = rows,
        BytesReturned = bytes,
    });

    /// <summary>What the stage knows of a statement.</summary>
    public CostView Look(string business, StatementText statement) => Stage.Costs.Look(CostTable.KeyOf(statement.Info.Fingerprint, _names.Of(business).Hash), NowMicros);

    /// <summary>Lets a statement run so often at a pace of ten calls a second.</summary>
    public void Learn(string business, StatementText statement, long micros, int calls = 40)
    {
        for (var i = 0; i < calls; i++)
        {
            NowMicros += 100_000;
            Complete(business, statement, micros);
        }
    }

    /// <summary>Lets the core statement take so many times its time until the server's pressure is at its last step.</summary>
    public void Press(StatementText core, long micros)
    {
        for (var i = 0; i < 400 && Server.Level < Decisions.MostLevel; i++)
        {
            NowMicros += 10_000;
            Complete("trade", core, micros);
        }
        Assert.Equal(Decisions.MostLevel, Server.Level);
    }

    public void Dispose()
    {
        Stage.Dispose();
        _logins.Dispose();
    }

    /// <summary>A session of a login at a database.</summary>
    public SessionIdentity SessionOf(string login, string database) => new(1, _names.Of(login), _names.Of(database), _logins, _names) { Application = _names.None };

    private SessionIdentity Session(string business)
    {
        if (!_sessions.TryGetValue(business, out var session))
        {
            session = new SessionIdentity((ulong)_sessions.Count + 1, _names.Of(business), _names.Of("main"), _logins, _names) { Application = _names.None };
            _sessions.Add(business, session);
        }
        return session;
    }

    internal sealed class Waiter : IWaiter
    {
        public int Granted { get; private set; }

        public void OnGranted() => Granted++;
    }
}
