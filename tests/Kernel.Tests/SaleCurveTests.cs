using Seawall.Kernel.Curves;

namespace Seawall.Kernel.Tests;

public sealed class SaleCurveTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData(-7200, 1)]
    [InlineData(-3600, 1)]
    [InlineData(-1800, 1.5)]
    [InlineData(-1, 1.99972)]
    [InlineData(0, 5)]
    [InlineData(60, 4)]
    [InlineData(120, 3)]
    [InlineData(99_999, 3)]
    public void Load_changes_evenly_between_points_and_jumps_at_a_wall(int second, double times)
    {
        var curve = Load("""{"name":"c","points":[{"at":"-1h","times":1},{"at":"0s","times":2},{"at":"0s","times":5},{"at":"2m","times":3}]}""");
        Assert.Equal(times, curve.TimesAt(TimeSpan.FromSeconds(second)), 4);
        Assert.Equal(5, curve.Peak);
    }

    [Fact]
    public void A_business_may_have_a_curve_of_its_own()
    {
        var curve = Load("""{"points":[{"at":"0s","times":1}],"businesses":{"trade":[{"at":"-1s","times":8},{"at":"5s","times":20}]}}""");
        Assert.Equal(20, curve.TimesAt(TimeSpan.FromSeconds(9), "trade"));
        Assert.Equal(1, curve.TimesAt(TimeSpan.FromSeconds(9), "catalog"));
        Assert.Equal((TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(5), 20), (curve.Start, curve.End, curve.Peak));
    }

    [Fact]
    public void A_compressed_day_has_the_same_load_sooner()
    {
        var curve = Load("""{"points":[{"at":"-1h","times":1},{"at":"1h","times":3}]}""").Compressed(60);
        Assert.Equal((TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(1)), (curve.Start, curve.End));
        Assert.Equal(2, curve.TimesAt(TimeSpan.Zero), 9);
    }

    [Fact]
    public void What_is_written_reads_back()
    {
        var curve = Load("""{"name":"c","points":[{"at":"-90m","times":1.25},{"at":"250ms","times":2}],"businesses":{"im":[{"at":"1h","times":3}]}}""");
        File.WriteAllText(_file, curve.ToJson());
        var again = SaleCurve.Load(_file);
        Assert.Equal(curve.Points, again.Points);
        Assert.Equal(curve.Businesses["im"], again.Businesses["im"]);
    }

    [Theory]
    [InlineData("[]", "a sale curve is a JSON object")]
    [InlineData("{}", "points: missing")]
    [InlineData("""{"points":[]}""", "points: must be a list")]
    [InlineData("""{"points":[{"at":"soon","times":1}]}""", "points[0].at: must be a time")]
    [InlineData("""{"points":[{"at":"0s","times":-1}]}""", "points[0].times: must be a number from 0 to 10000")]
    [InlineData("""{"points":[{"at":"0s","times":1},{"at":"-5m","times":1}]}""", "points[1].at: -5m lies before")]
    [InlineData("""{"points":[{"at":"0s","times":1}],"businesses":{"im":[{"at":"0s"}]}}""", "businesses.im[0].times")]
    [InlineData("""{"points":[""", "")]
    public void A_fault_names_file_and_point(string json, string fault)
    {
        var thrown = Assert.Throws<InvalidDataException>(() => Load(json));
        Assert.StartsWith(_file + ": " + fault, thrown.Message, StringComparison.Ordinal);
    }

    private SaleCurve Load(string json)
    {
        File.WriteAllText(_file, json);
        return SaleCurve.Load(_file);
    }
}
