using System.Text.Json;
using Seawall.Lab.History;

namespace Seawall.Lab.Tests;

public sealed class DayStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seawall-days-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_back_and_times_of_a_second_within_a_hundredth()
    {
        const int Seed = 4711;
        var random = new Random(Seed);
        KeptDay day = Day(builder =>
        {
            for (int i = 0; i < 5000; i++)
            {
                DayTests.Add(builder, random.Next(86_400), $"SELECT * FROM t{(char)('a' + random.Next(8))} WHERE x = {i} /*route='r{random.Next(3)}'*/", $"b{random.Next(3)}", rows: random.Next(9));
            }
        });
        var store = new DayStore(_folder);
        Assert.True(store.Write(day));
        KeptDay read = store.Open(day.Date)!;
        Assert.Equal(Json(day with { Businesses = [] }), Json(read with { Businesses = [] }));
        foreach ((DayBusiness was, DayBusiness isNow) in day.Businesses.Zip(read.Businesses))
        {
            Assert.Equal((was.Name, was.Totals), (isNow.Name, isNow.Totals));
            for (int second = 0; second < SecondSeries.Seconds; second++)
            {
                Assert.Equal(was.Seconds.Calls(second), isNow.Seconds.Calls(second));
                Assert.InRange(isNow.Seconds.Micros(second), was.Seconds.Micros(second) * 0.99, was.Seconds.Micros(second) * 1.01);
            }
        }

        for (int minute = 0; minute < MinuteSeries.Minutes; minute++)
        {
            Assert.Equal(day.Fingerprints[0].Minutes[minute], read.Fingerprints[0].Minutes[minute]);
        }
    }

    [Fact]
    public void A_seeded_day_never_replaces_an_observed_one_and_an_observed_one_always_replaces_it()
    {
        var store = new DayStore(_folder);
        KeptDay captured = Day(builder => DayTests.Add(builder, 1, "SELECT 1")) with { Origin = DayOrigin.Captured };
        Assert.True(store.Write(captured with { Origin = DayOrigin.Seeded }));
        Assert.True(store.Write(captured));
        Assert.False(store.Write(captured with { Origin = DayOrigin.Seeded }));
        Assert.Equal(DayOrigin.Captured, Assert.Single(store.List()).Origin);
    }

    [Fact]
    public void Old_days_lose_their_seconds_and_older_ones_go()
    {
        var store = new DayStore(_folder);
        KeptDay day = Day(builder => DayTests.Add(builder, 3700, "SELECT 1"));
        var today = new DateOnly(2026, 11, 11);
        foreach (int age in (int[])[1, 60, 61, 400, 401])
        {
            store.Write(day with { Date = today.AddDays(-age) });
        }

        Assert.Equal(new PrunedDays(1, 2), store.Prune(today));
        Assert.Equal(new PrunedDays(0, 0), store.Prune(today));
        Assert.Equal([DayDetail.Hours, DayDetail.Hours, DayDetail.Seconds, DayDetail.Seconds], store.List().Select(d => d.Detail));
        Assert.All(store.List(), summary => Assert.Equal((1L, 1), (summary.PeakPerSecond, summary.ActiveMinutes)));
        KeptDay coarse = store.Open(today.AddDays(-61))!;
        Assert.Equal((1L, 1L), (coarse.Businesses[0].Hours[1].Calls, coarse.Fingerprints[0].Minutes[1].Calls));
    }

    [Fact]
    public void Damage_is_told_and_never_read()
    {
        const int Seed = 1123;
        var random = new Random(Seed);
        var store = new DayStore(_folder);
        KeptDay day = Day(builder =>
        {
            for (int i = 0; i < 300; i++)
            {
                DayTests.Add(builder, i * 7, $"SELECT * FROM t{(char)('a' + (i % 8))}");
            }
        });
        store.Write(day);
        byte[] sound = File.ReadAllBytes(store.PathOf(day.Date));
        for (int round = 0; round < 500; round++)
        {
            byte[] bad = [.. sound];
            if (round % 5 == 0)
            {
                bad = bad[..random.Next(bad.Length)];
            }
            else
            {
                bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(store.PathOf(day.Date), bad);
            try
            {
                KeptDay read = store.Open(day.Date)!;
                Assert.Equal(day.Totals, read.Totals);
                Assert.True(bad.AsSpan(6, 2).SequenceEqual(sound.AsSpan(6, 2)) || bad.Length == sound.Length, $"seed {Seed}, round {round}: damage was not seen");
            }
            catch (InvalidDataException)
            {
                // What was changed is said to be so.
            }
        }

        File.WriteAllBytes(store.PathOf(day.Date), sound[..20]);
        Assert.Empty(store.List(out IReadOnlyList<DamagedDay> damaged));
        Assert.Contains("cut short", Assert.Single(damaged).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_site_has_its_own_folder()
    {
        Assert.Equal(_folder, DayStore.Of(_folder, "local").Directory);
        Assert.Equal(Path.Combine(_folder, "east"), DayStore.Of(_folder, "east").Directory);
    }

    private static KeptDay Day(Action<DayBuilder> fill) => Assert.Single(DayTests.Built(fill));

    private static string Json(KeptDay day) => JsonSerializer.Serialize(day);
}
