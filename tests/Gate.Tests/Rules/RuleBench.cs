using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Seawall.Client.Config;
using Seawall.Gate.Identity;
using Seawall.Gate.Judging;
using Seawall.Gate.Routing;
using Seawall.Gate.Rules;
using Seawall.Gate.Startup;
using Seawall.Gate.Statistics;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Tests.Rules;

/// <summary>The stage of the rules alone, asked about statements of sessions that stand in no socket.</summary>
internal sealed class RuleBench : IDisposable, IWaiter
{
    private static readonly Upstream s_upstream = new("127.0.0.1:1", new IPEndPoint(IPAddress.Loopback, 1));

    private readonly LoginBook _logins;
    private readonly Dictionary<(string, string), SessionIdentity> _sessions = [];
    private readonly StatementText _text = new();
    private readonly Ticket _ticket;
    private readonly SetTime _time = new();
    private long _revision;

    public RuleBench(IEstimates? estimates = null, IReadOnlyDictionary<string, string>? businesses = null)
    {
        var options = new GateOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Upstreams = new Dictionary<string, string> { ["*"] = "127.0.0.1:1" },
            Businesses = businesses ?? new Dictionary<string, string>(),
            StatsRows = 500,
            Config = Config,
        };
        _logins = new LoginBook(options);
        Ledger = new Ledger(options, TimeProvider.System, capture: null, _logins);
        Stage = new RuleStage(Config, _time, estimates);
        _ticket = new Ticket(this);
    }

    public LiveConfig Config { get; } = new();

    public Ledger Ledger { get; }

    public RuleStage Stage { get; }

    public int Granted { get; private set; }

    /// <summary>Monotonic microseconds of the next call.</summary>
    public long NowMicros { get; set; } = 1_000_000;

    public DateTimeOffset Now
    {
        set => _time.Now = value;
    }

    /// <summary>Publishes these keys and no others; returns what could not be applied.</summary>
    public IReadOnlyList<Exception> Publish(params (string Key, string Json)[] entries)
    {
        _revision++;
        return Config.Swap(ConfigSnapshot.Of(_revision, entries.Select(entry => new ConfigEntry(entry.Key, entry.Json, _revision))));
    }

    public Verdict Ask(string sql, string login = "app", string application = "", Ticket? ticket = null, string database = "main", bool inTransaction = false) =>
        Ask(Encoding.UTF8.GetBytes(sql), Session(login, application, database), ticket ?? _ticket, inTransaction);

    public Verdict Ask(ReadOnlySpan<byte> sql, SessionIdentity session, Ticket ticket, bool inTransaction = false)
    {
        Ledger.Catalog.Describe(sql, _text);
        return Stage.Enter(new StatementCall { Session = session, Statement = _text, Business = session.BusinessOf(_text.Application), Upstream = s_upstream, Sql = sql, InTransaction = inTransaction, NowMicros = NowMicros }, ticket);
    }

    public SessionIdentity Session(string login, string application = "", string database = "main")
    {
        if (_sessions.TryGetValue((login, application), out var session))
            return session;
        var parameters = new Dictionary<string, string> { ["user"] = login, ["database"] = database, ["application_name"] = application };
        return _sessions[(login, application)] = Ledger.IdentityOf(new StartupParameters(parameters), (ulong)_sessions.Count);
    }

    public StatementText Describe(string sql)
    {
        Ledger.Catalog.Describe(Encoding.UTF8.GetBytes(sql), _text);
        return _text;
    }

    public void Complete(string sql, long micros, string login = "app") => Stage.OnCompleted(new CompletedRequest { Session = Session(login), Statement = Describe(sql), DurationMicros = micros });

    public Ticket NewTicket() => new(this);

    /// <summary>What <c>/rules</c> says of a rule.</summary>
    public JsonElement Report(string name) => Report().GetProperty("rules").EnumerateArray().Single(rule => rule.GetProperty("name").GetString() == name);

    public JsonElement Report()
    {
        var output = new ArrayBufferWriter<byte>();
        RuleReport.Write(output, "gate-1", Stage, _time);
        using var json = JsonDocument.Parse(output.WrittenMemory);
        return json.RootElement.Clone();
    }

    public void OnGranted() => Granted++;

    public void Dispose()
    {
        Stage.Dispose();
        _logins.Dispose();
    }

    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 11, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => 10_000_000;
    }
}
