using System.Text;
using Seawall.Lab.History;
using Seawall.Lab.Logs;
using Seawall.Testing;

namespace Seawall.Lab.Tests;

public sealed class DayTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 11, 10, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Businesses_have_seconds_fingerprints_minutes_and_interfaces_their_route()
    {
        KeptDay day = Assert.Single(Built(builder =>
        {
            Add(builder, 1.2, "SELECT * FROM items WHERE id = 1 /*role='app',route='%2Fitems%2F{id}'*/", rows: 1);
            Add(builder, 1.9, "SELECT * FROM items WHERE id = 2 /*role='web',route='%2Fitems%2F{id}'*/", rows: 1);
            Add(builder, 61, "SELECT * FROM items WHERE id = 3 /*role='app',route='%2Fcart'*/", rows: 1);
            Add(builder, 62, "UPDATE stock SET n = n - 1 WHERE item = 1", user: "trade", failed: true);
        }));
        Assert.Equal(new DayTotals(4, 1, 3, 4000), day.Totals);
        DayBusiness catalog = day.Businesses.Single(b => b.Name == "catalog");
        Assert.Equal((2u, 1u, 0u), (catalog.Seconds.Calls(1), catalog.Seconds.Calls(61), catalog.Seconds.Calls(62)));
        DayFingerprint select = day.Fingerprints[0];
        Assert.Equal((2L, 1L, "catalog", "main"), (select.Minutes[0].Calls, select.Minutes[1].Calls, select.Business, select.Database));
        Assert.Equal(["items"], select.Tables);
        Assert.Equal([("/cart", "app", 1L), ("/items/{id}", "app", 1L), ("/items/{id}", "web", 1L)], select.Callers.Select(c => (c.Route, c.Role, c.Calls)).Order());
        Assert.Equal([("catalog", "/cart", 1L), ("catalog", "/items/{id}", 2L), ("trade", "", 1L)], day.Interfaces.Select(i => (i.Business, i.Route, i.Totals.Calls)));
        Assert.Equal([("items", 3L, 0L), ("stock", 1L, 1L)], day.Tables.Select(t => (t.Name, t.Totals.Calls, t.Writes)));
    }

    [Fact]
    public void A_log_over_midnight_makes_two_days_in_the_sites_own_time()
    {
        var builder = new DayBuilder(new DayOptions { Offset = TimeSpan.FromHours(8) });
        Add(builder, (15 * 3600) + 3599, "SELECT 1");
        Add(builder, 16 * 3600, "SELECT 1");
        Assert.Equal([new DateOnly(2026, 11, 10), new DateOnly(2026, 11, 11)], builder.Build(Midnight).Select(day => day.Date));
        Assert.Equal(1u, builder.Build(Midnight)[1].Businesses[0].Seconds.Calls(0));
    }

    [Fact]
    public void Only_the_day_asked_for_is_built_and_what_is_left_out_is_counted()
    {
        var builder = new DayBuilder(new DayOptions { Only = new DateOnly(2026, 11, 10) });
        Add(builder, 5, "SELECT 1");
        Add(builder, 90_000, "SELECT 1");
        Assert.Equal((1L, 1L), (builder.Events, builder.LeftOut));
        Assert.Equal(1, Assert.Single(builder.Build(Midnight)).Totals.Calls);
    }

    [Fact]
    public void Statements_beyond_the_most_are_counted_together()
    {
        KeptDay day = Assert.Single(Built(
            builder =>
            {
                foreach (char table in "abcd")
                {
                    Add(builder, 1, $"SELECT * FROM {table}");
                }
            },
            new DayOptions { MostFingerprints = 2 }));
        Assert.Equal([(DayFingerprint.Others, 2L)], day.Fingerprints.Where(f => f.Sql.Length == 0).Select(f => (f.Fingerprint, f.Totals.Calls)));
        Assert.Equal(4, day.Fingerprints.Sum(f => f.Totals.Calls));
    }

    [Fact]
    public void Days_from_captures_are_captured_and_those_with_a_log_among_them_are_not()
    {
        var builder = new DayBuilder(new DayOptions());
        using (EventSource capture = EventSource.Open(Captures.Write(("SELECT 1", 1), ("SELECT 2", 1))))
        {
            builder.Read(capture, "gate-1.swc", CancellationToken.None);
        }

        Assert.Equal(DayOrigin.Captured, Assert.Single(builder.Build(Midnight)).Origin);
        using (var log = new CsvLogReader(new MemoryStream(Encoding.UTF8.GetBytes(CsvLines.Statement("duration: 2.000 ms  statement: SELECT 1")))))
        {
            builder.Read(log, "server.csv", CancellationToken.None);
        }

        Assert.All(builder.Build(Midnight), day => Assert.Equal(DayOrigin.Log, day.Origin));
        Assert.All(builder.Build(Midnight), day => Assert.Equal(["gate-1.swc", "server.csv"], day.MadeFrom));
    }

    [Fact]
    public void Adding_a_known_statement_allocates_nothing()
    {
        var builder = new DayBuilder(new DayOptions());
        for (int i = 0; i < 2000; i++)
        {
            Add(builder, i % 60, "SELECT * FROM items WHERE id = 1");
        }

        byte[] sql = "SELECT * FROM items WHERE id = 1"u8.ToArray();
        long start = Midnight.ToUnixTimeMilliseconds() * 1000;
        int added = 0;
        Assert.Equal(0, AllocationGauge.Of(2000, () =>
            builder.Add(new LogEvent { StartMicros = start + (added++ % 60 * 1_000_000L), DurationMicros = 1000, User = "catalog"u8, Database = "main"u8, Sql = sql })));
    }

    [Fact]
    public void A_comparison_tells_what_is_new_gone_and_grown()
    {
        KeptDay before = Assert.Single(Built(builder =>
        {
            Add(builder, 1, "SELECT * FROM items");
            Add(builder, 1, "SELECT * FROM old");
        }));
        KeptDay today = Assert.Single(Built(builder =>
        {
            for (int i = 0; i < 3; i++)
            {
                Add(builder, 1, "SELECT * FROM items");
            }

            Add(builder, 200, "SELECT * FROM coupons");
        }));
        DayComparison comparison = DayComparison.Of(today with { Date = today.Date.AddDays(1) }, before);
        Assert.Equal(["SELECT * FROM coupons"], comparison.New.Select(f => f.Name.ToUpperInvariant().Replace("COUPONS", "coupons", StringComparison.Ordinal)));
        Assert.Equal(3.0, Assert.Single(comparison.Fingerprints).Calls);
        Assert.Equal(["old"], Assert.Single(comparison.Gone).Tables);
        Assert.Equal(2.0, Assert.Single(comparison.Businesses).Time);
        Assert.Null(comparison.Tables.Single(t => t.Name == "coupons").Calls);
        Assert.Single(comparison.Notes);
    }

    internal static IReadOnlyList<KeptDay> Built(Action<DayBuilder> fill, DayOptions? options = null)
    {
        var builder = new DayBuilder(options ?? new DayOptions());
        fill(builder);
        return builder.Build(Midnight.AddDays(1));
    }

    internal static void Add(DayBuilder builder, double second, string sql, string user = "catalog", long rows = 0, bool failed = false, string database = "main") => builder.Add(new LogEvent
    {
        StartMicros = (Midnight.ToUnixTimeMilliseconds() * 1000) + (long)(second * 1e6),
        DurationMicros = 1000,
        Database = Encoding.UTF8.GetBytes(database),
        User = Encoding.UTF8.GetBytes(user),
        Sql = Encoding.UTF8.GetBytes(sql),
        Rows = rows,
        SqlState = failed ? "23505"u8 : default,
    });
}
