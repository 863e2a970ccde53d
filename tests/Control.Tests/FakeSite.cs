using Seawall.Control.Gates;
using Seawall.Control.Margin;
using Seawall.Control.Readiness;
using Seawall.Control.Statements;
using Seawall.Control.Tests.Changes;
using Seawall.Kernel;

namespace Seawall.Control.Tests;

/// <summary>A site that has been looked at from all sides: measured, forecast, examined.</summary>
internal static class FakeSite
{
    public static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static FakeSources Filled()
    {
        var site = new FakeSources { Reports = Reports(), Promises = Promises(), Statements = Statements(), Samples = Samples(), Gates = Gates() };
        FakeConfig.Fill(site.Desk);
        site.Fleet = FakeConfig.Fleet(site.Desk.Current.Revision);
        return site;
    }

    public static LabReports Reports() => new()
    {
        Capacities = [Capacity("capacity-main", "main", "hot-row", 5200), Capacity("capacity-marketing", "marketing", "cpu", 7400)],
        Margin = new MarginFigures
        {
            At = Now.AddHours(-5),
            About = "Singles' Day at 5 ×, campaign of 2026-11-11.",
            Margin = new Interval(0.94, 1.31, 1.72),
            GivesFirst = "main, a hot row of trade.stock",
            AtSecond = "00:00:00",
            Lines = [new MarginLine("trade", new Interval(900, 1210, 1400), "00:00:00", new Interval(0.94, 1.31, 1.72)), new MarginLine("catalog", new Interval(2100, 2600, 3000), "00:00:02", new Interval(1.6, 2, 2.4))],
        },
        Pages = [new ReportFile("capacity-main", Now.AddHours(-6)), new ReportFile("forecast", Now.AddHours(-5)), new ReportFile("analyze", Now.AddDays(-1))],
    };

    public static Board Promises()
    {
        var seen = Now.AddHours(-20);
        return new Board(DateOnly.FromDateTime(Now.AddDays(44).DateTime),
        [
            new Promise("DB-1", "The mall's day is replayed at 128 concurrent statements and the verdict is known", "lab", -62, [new PromiseCheck("in-flight", "128 statements in flight", true, "128 in flight for 95 % of the time", seen, null)]),
            new Promise("DB-4", "Capacity is measured against a forecast", "lab", -42, [new PromiseCheck("margin", "the margin is at least 1.5", false, "margin 1.31", seen, null)]),
            new Promise("DB-5", "A day's SQL is analyzed", "lab", -62, [new PromiseCheck("analyzed", "the report balances", true, "12 MB", seen, "another build")]),
            new Promise("PR-4", "Coupons survive the midnight wall", "promotions", -52, [new PromiseCheck("a", "claims", true, "0 errors", seen, null), new PromiseCheck("b", "never looked at", false, "", null, null)]),
            new Promise("X-8", "Changes during the freeze need break-glass by two persons", "readiness", -11, []),
        ])
        { PageAt = seen };
    }

    public static StatementList Statements() => new(
        [
            Use(1, "update stock set free = free - $1 where item_id = $2 and free >= $1", "trade", "app", 9_000, 4_200, 12, "stock"),
            Use(1, "update stock set free = free - $1 where item_id = $2 and free >= $1", "trade", "web", 4_000, 3_800, 0, "stock"),
            Use(2, "select i.id, i.name, i.price, i.picture, s.name as shop from items i join shops s on s.id = i.shop_id where i.category = $1 order by i.sold desc limit 40", "catalog", "app", 52_000, 700, 0, "items", "shops"),
            Use(3, "select * from deals where ends_at > now()", "groupbuy", "h5", 300, 22_000, 0, "deals"),
        ],
        []);

    public static IReadOnlyList<StatementSample> Samples() => [new StatementSample(Now.AddHours(-2), 183_000, "trade", "$1 = 1, $2 = 1000423", false)];

    private static StatementUse Use(int number, string sql, string business, string role, int calls, int micros, long errors, params string[] tables)
    {
        var random = new Random(number);
        var latency = new LatencyHistogram();
        for (var i = 0; i < calls; i++)
            latency.Record((long)(micros * Math.Exp(random.NextDouble() * 2)));
        return new StatementUse($"{number:x16}", sql, business, role) { Tables = tables, Rows = calls, Errors = errors, Latency = latency };
    }

    private static CapacityFigures Capacity(string report, string database, string limit, double knee) => new()
    {
        Report = report,
        At = Now.AddHours(-6),
        Database = database,
        Target = "127.0.0.1:15435/" + database,
        KneePerSecond = new Interval(knee * 0.95, knee, knee * 1.04),
        KneeConcurrency = 24,
        KneeReason = "the last step whose p99 is below 50 ms",
        Multiple = new Interval(4.6, 5.1, 5.4),
        Limit = limit,
        LimitEvidence = "71 % of the statements' time is spent waiting for one row; 1.2 of 2 cores are busy.",
        LimitFingerprint = "0000000000000001",
        LimitSql = "update stock set free = free - $1 where item_id = $2 and free >= $1",
        Steps = [.. new[] { 1, 2, 4, 8, 16, 24, 32, 64 }.Select(n => new CapacityPoint(n, null, Law(n, knee), 900 + (n * 120), 3_000 + (n * 900), n != 64, n == 64 ? "Little's law is off by 7 %" : null))],
        Curve = [.. Enumerable.Range(1, 48).Select(n => new CapacityCurvePoint(n * 2, new Interval(Law(n * 2, knee) * 0.95, Law(n * 2, knee), Law(n * 2, knee) * 1.05)))],
        Notes = ["12 % of the statements write and were left out of the replay."],
    };

    private static double Law(double n, double knee) => knee / 8 * n / (1 + (0.05 * (n - 1)) + (0.0006 * n * (n - 1)));
    private static IReadOnlyList<GateReport> Gates() =>
    [
        new GateReport("gate-1")
        {
            Revision = 12,
            Rules =
            [
                new RuleUse("peak-no-reports", "enforce", 100, "refuse") { Matched = 120, Refused = 120, Last = DateTimeOffset.UnixEpoch.AddDays(20_000), Top = [new RuleHit("batch", "0000000000000001", "SELECT count(*) FROM orders, lines WHERE <b>not markup</b>", 90)] },
                new RuleUse("warn-no-where", "warn", 200, "refuse") { Matched = 3, Warned = 3 },
            ],
            Servers = [new ServerQueue("main", 64, 60, 12, 4_000, 19_000, 350)],
            Businesses = [new BusinessQueue("trade", "G0", 4, 0, 0, 1 << 20), new BusinessQueue("batch", "G4", 12, 9, 31, 4 << 20)],
            HotRows = [new HotRow("00000000000000aa", "id=7", 31)],
            Pins = [new SessionPin("4711", "batch", "batch", "transaction", DateTimeOffset.UnixEpoch.AddDays(20_000))],
        },
        new GateReport("gate-2") { Revision = 11, Rules = [new RuleUse("peak-no-reports", "enforce", 100, "refuse") { Matched = 5, Refused = 5 }] },
    ];

}
