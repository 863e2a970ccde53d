using Seawall.Lab.History;

namespace Seawall.Lab.Tests;

public sealed class HistorySeederTests
{
    [Fact]
    public void Days_are_marked_as_seeded_grow_and_keep_the_shares_of_what_was_captured()
    {
        KeptDay source = Source();
        KeptDay[] days = [.. HistorySeeder.Project(source, Options(21), DateTimeOffset.UnixEpoch)];
        Assert.Equal(21, days.Length);
        Assert.Equal((new DateOnly(2026, 11, 2), new DateOnly(2026, 11, 22)), (days[0].Date, days[^1].Date));
        Assert.All(days, day => Assert.Equal(DayOrigin.Seeded, day.Origin));
        Assert.All(days, day => Assert.Contains("projected from", day.MadeFrom[0], StringComparison.Ordinal));
        KeptDay last = days[^1];
        Assert.Equal(last.Totals.Calls, last.Fingerprints.Sum(f => f.Totals.Calls));
        Assert.Equal(last.Totals.Calls, last.Interfaces.Sum(f => f.Totals.Calls));
        Assert.Equal(last.Totals.Micros, last.Fingerprints.Sum(f => f.Totals.Micros));
        DayFingerprint select = last.Fingerprints.Single(f => f.Business == "catalog" && f.Tables[0] == "items");
        Assert.InRange(select.Totals.Calls / (double)last.Fingerprints.Where(f => f.Business == "catalog").Sum(f => f.Totals.Calls), 0.74, 0.76);
        Assert.Equal(["/items/{id}", "/c/{id}"], select.Callers.Select(c => c.Route));

        // The captured stretch is the last day's busy hour: Sunday and noise aside.
        double busy = BusyRate.Of(last.Businesses.Single(b => b.Name == "catalog").Seconds);
        Assert.InRange(busy / BusyRate.Of(source.Businesses.Single(b => b.Name == "catalog").Seconds), 0.95, 1.3);
        Assert.InRange(days[^7..].Sum(d => d.Totals.Calls) / (double)days[..7].Sum(d => d.Totals.Calls), 1.03, 1.14);
    }

    [Fact]
    public void The_same_seed_makes_the_same_days()
    {
        KeptDay source = Source();
        Assert.Equal(
            HistorySeeder.Project(source, Options(2), DateTimeOffset.UnixEpoch).Select(day => day.Totals), HistorySeeder.Project(source, Options(2), DateTimeOffset.UnixEpoch).Select(day => day.Totals));
        Assert.NotEqual(
            HistorySeeder.Project(source, Options(2), DateTimeOffset.UnixEpoch).Select(day => day.Totals),
            HistorySeeder.Project(source, Options(2) with { Seed = 2 }, DateTimeOffset.UnixEpoch).Select(day => day.Totals));
    }

    internal static SeedOptions Options(int days) => new() { Until = new DateOnly(2026, 11, 22), Days = days };

    /// <summary>Two minutes of three businesses in two databases.</summary>
    internal static KeptDay Source() => Assert.Single(DayTests.Built(builder =>
    {
        for (int i = 0; i < 2400; i++)
        {
            double second = 36_000 + (i * 0.05);
            string route = i % 3 == 0 ? "%2Fc%2F{id}" : "%2Fitems%2F{id}";
            DayTests.Add(builder, second, i % 4 == 0 ? $"SELECT * FROM stock WHERE id = {i} /*route='{route}'*/" : $"SELECT * FROM items WHERE id = {i} /*route='{route}'*/", rows: 1);
            if (i % 4 == 0)
            {
                DayTests.Add(builder, second, $"INSERT INTO orders VALUES ({i}) /*route='%2Forders'*/", "trade");
            }

            if (i % 6 == 0)
            {
                DayTests.Add(builder, second, $"UPDATE coupons SET n = {i} /*route='%2Fcoupons'*/", "promotions", database: "marketing");
            }
        }
    })) with
    { Origin = DayOrigin.Captured, MadeFrom = ["gate-1.swc"] };
}
