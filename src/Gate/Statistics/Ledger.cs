using Seawall.Gate.Capturing;
using Seawall.Gate.Identity;
using Seawall.Gate.Rules;
using Seawall.Gate.Startup;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Statistics;

/// <summary>What the sessions of one loop share: clock, pools, catalog, current statistics, capture. Used by one thread at a time, without locks.</summary>
internal sealed class Ledger
{
    private readonly TimeProvider _time;
    private readonly CaptureSink? _capture;
    private readonly LoginBook _logins;
    private readonly RuleCache _rules = new();
    private StatTable _current;
    private StatTable _spare;
    private long _unixMicrosAtZero;

    public Ledger(GateOptions options, TimeProvider time, CaptureSink? capture, LoginBook? logins = null)
    {
        _time = time;
        _capture = capture;
        Catalog = new StatementCatalog(Names, options.StatsRows);
        Live = new LiveTotals(Names.Other);
        Databases = new DatabaseTotals(Names.Other);
        _logins = logins ?? new LoginBook(options);
        _current = new StatTable(options.StatsRows, Names.Other, Catalog.Other);
        _spare = new StatTable(options.StatsRows, Names.Other, Catalog.Other);
    }

    public TrackingPools Pools { get; } = new();

    public NameTable Names { get; } = new();

    public StatementCatalog Catalog { get; }

    public LiveTotals Live { get; }

    public DatabaseTotals Databases { get; }

    public bool IsCapturing => _capture is not null;

    /// <summary>Monotonic microseconds; whoever feeds a tracker sets it first.</summary>
    public long NowMicros { get; set; }

    /// <summary>The calendar's milliseconds at <see cref="NowMicros"/>.</summary>
    public long NowUnixMs => (_unixMicrosAtZero + NowMicros) / 1000;

    public SessionIdentity IdentityOf(StartupParameters parameters, ulong session) =>
        new(session, Names.Of(parameters.User), Names.Of(parameters.Database), _logins, Names)
        {
            Rules = _rules,
            Application = Names.Of(parameters.ApplicationName),
        };

    /// <summary>The business that a connection counts for before it has sent a statement.</summary>
    public string BusinessOf(StartupParameters parameters) => IdentityOf(parameters, session: 0).BusinessOf(Names.None).Text;

    /// <summary>Ties the monotonic clock to the calendar; repeated now and then, since the calendar may be set.</summary>
    public void AlignClock(long nowMicros)
    {
        NowMicros = nowMicros;
        _unixMicrosAtZero = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond - nowMicros;
    }

    public void Complete(in CompletedRequest done)
    {
        StatementText statement = done.Statement;
        StatRow row = _current.Row(done.Session.BusinessOf(statement.Application), statement.Role, statement.Info);
        bool failed = !done.SqlState.IsEmpty;
        row.Record(done.DurationMicros, Math.Max(0, done.Rows), failed);
        Live.Record(row.Business, done.DurationMicros, failed);
        Databases.Record(done);
        _capture?.Record(done, _unixMicrosAtZero + done.StartMicros);
    }

    /// <summary>Hands over what was counted since the last call; the reader clears it before the next call.</summary>
    public StatTable SwapTables()
    {
        (_current, _spare) = (_spare, _current);
        return _spare;
    }
}
