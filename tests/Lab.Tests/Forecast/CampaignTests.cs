using Seawall.Kernel.Curves;
using Seawall.Lab.Forecast;
using Seawall.Lab.History;

namespace Seawall.Lab.Tests;

public sealed class CampaignTests
{
    [Fact]
    public void All_that_is_wrong_in_a_campaign_is_told_with_the_file_and_the_path()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("seawall-campaign-").FullName, "c.json");
        File.WriteAllText(file, """
            { "name": "x", "zeroHour": "25h", "curveSpread": 2,
              "multipliers": [ { "business": "trade", "times": 0 }, { "business": "trade", "times": 2, "low": 3 } ],
              "items": [ { "item": "a", "business": "catalog", "share": 1.5, "times": 2 } ] }
            """);
        string message = Assert.Throws<InvalidDataException>(() => Campaign.Load(file)).Message;
        Assert.All((string[])[file, "zeroHour", "curveSpread", "multipliers[0].times", "multipliers[1]", "items[0]"], part => Assert.Contains(part, message, StringComparison.Ordinal));
        File.WriteAllText(file, """{ "multiplyers": [] }""");
        Assert.Contains("multiplyers", Assert.Throws<InvalidDataException>(() => Campaign.Load(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_curve_of_a_recorded_sale_has_its_wall_at_zero_hour_and_its_tail()
    {
        const int Seed = 8;
        var random = new Random(Seed);
        var sale = new SaleCurve("was", [new(TimeSpan.FromHours(-1), 1), new(TimeSpan.Zero, 2), new(TimeSpan.Zero, 5), new(TimeSpan.FromMinutes(30), 1.5), new(TimeSpan.FromHours(3), 1)]);
        var seconds = new SecondSeries();
        for (int second = 0; second < SecondSeries.Seconds; second++)
        {
            seconds.Add(second, (uint)Sample.Poisson(random, 100 * sale.TimesAt(TimeSpan.FromSeconds(second - 72_000))), 0);
        }

        KeptDay day = Assert.Single(DayTests.Built(builder => DayTests.Add(builder, 1, "SELECT 1")));
        day = day with { Businesses = [day.Businesses[0] with { Seconds = seconds }] };
        SaleCurve curve = CurveOfDay.Of(day, null, new Dictionary<string, double> { ["catalog"] = 100 }, 72_000, "derived");
        foreach (double minutes in (double[])[-120, -60, -10, -0.05, 0, 1, 10, 20, 60, 200])
        {
            Assert.InRange(curve.TimesAt(TimeSpan.FromMinutes(minutes)) - sale.TimesAt(TimeSpan.FromMinutes(minutes)), -0.6, 0.6);
        }

        Assert.InRange(curve.Points.Count, 4, 30);
        Assert.True(curve.TimesAt(TimeSpan.Zero) / curve.TimesAt(TimeSpan.FromSeconds(-1)) > 2);
        Assert.Equal(["catalog"], curve.Businesses.Keys);
    }
}
