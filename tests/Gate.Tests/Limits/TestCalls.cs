using System.Net;
using System.Text;
using Seawall.Gate.Identity;
using Seawall.Gate.Judging;
using Seawall.Gate.Routing;
using Seawall.Gate.Statistics;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Tests.Limits;

/// <summary>Statements as a session would show them to a stage, with a clock that is set by hand.</summary>
internal sealed class TestCalls
{
    public const string Server = "127.0.0.1:5999";

    private readonly NameTable _names = new();
    private readonly StatementCatalog _catalog;
    private readonly SessionIdentity _session;

    public TestCalls()
    {
        _catalog = new StatementCatalog(_names, 1000);
        _session = new SessionIdentity(1, _names.Of("login"), _names.Of("shop"), new LoginBook(new GateOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Upstreams = new Dictionary<string, string>() }), _names) { Application = _names.None };
    }

    public long NowMicros { get; set; } = 1_000_000_000;

    public Upstream Upstream { get; } = new(Server, new IPEndPoint(IPAddress.Loopback, 5999));

    public static Task<RouteTable> RoutesAsync() => RouteTable.ResolveAsync(new Dictionary<string, string> { ["*"] = Server }, CancellationToken.None);

    public StatementText Text(string sql)
    {
        StatementText text = new();
        _catalog.Describe(Encoding.UTF8.GetBytes(sql), text);
        return text;
    }

    public StatementCall Call(string sql, string business = "web", bool inTransaction = false, byte[]? bound = null) => Call(Text(sql), Name(business), Encoding.UTF8.GetBytes(sql), inTransaction, bound);

    public StatementCall Call(StatementText text, Name business, byte[] sql, bool inTransaction = false, byte[]? bound = null) => new()
    {
        Session = _session,
        Statement = text,
        Business = business,
        Upstream = Upstream,
        Sql = sql,
        Bound = bound,
        InTransaction = inTransaction,
        IsSimple = bound is null,
        NowMicros = NowMicros,
    };

    public Name Name(string business) => _names.Of(business);

    public CompletedRequest Completed(StatementText text, long micros) => new()
    {
        Session = _session,
        Statement = text,
        StartMicros = NowMicros - micros,
        DurationMicros = micros,
        Rows = 1,
        StatusBefore = (byte)'I',
        StatusAfter = (byte)'I',
    };
}
