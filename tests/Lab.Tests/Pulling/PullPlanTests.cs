using Seawall.Lab.Pulling;

namespace Seawall.Lab.Tests;

public sealed class PullPlanTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_plan_names_its_sources_its_time_and_what_is_kept()
    {
        PullPlan plan = Load("""
            {"at":"02:15","zone":"+08:00","keepDays":30,"redact":{"columns":["token"]},"replay":{"database":"shop","lanes":64,"duration":"5m"},
             "sources":[{"name":"gates","gates":[]},{"name":"logs","directory":"/var/log/x","files":"*.csv","prefix":"%m "},{"name":"far","command":["ssh","db","cat {date}"]}]}
            """);
        Assert.Equal((new TimeOnly(2, 15), TimeSpan.FromHours(8), 30), (plan.At, plan.Offset, plan.KeepDays));
        Assert.Equal(new NightlyReplay { Database = "shop", Lanes = 64, Duration = TimeSpan.FromMinutes(5) }, plan.Replay);
        Assert.Equal(["gates", "logs", "far"], plan.Sources.Select(s => s.Name));
        Assert.Equal(["token"], plan.RedactedColumns);
    }

    [Fact]
    public void Every_fault_is_named_with_its_path()
    {
        var thrown = Assert.Throws<InvalidDataException>(() => Load("""
            {"at":"25:00","zone":"8","keepDays":0,"colour":1,"replay":{"lanes":0,"duration":"long"},
             "sources":[{"name":"a","directory":"x","command":[]},{"name":"a","gates":["ftp://x"]},{"directory":"y","prefix":"%p "}]}
            """));
        foreach (string fault in (string[])["at: must be a time", "zone: must be an offset", "keepDays: must be 1..400, was 0", "colour: is not known", "replay.lanes: must be 1..4096",
            "replay.duration:", "sources[0]: needs exactly one of gates, directory and command, has 2", "sources[0].command: names no program", "'a' is there 2 times",
            "sources[1].gates: 'ftp://x' is no address", "sources[2].name: is missing", "sources[2].prefix: has no time"])
        {
            Assert.Contains("\n  " + fault, thrown.Message.Replace("sources: 'a'", "'a'", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_plan_without_sources_is_refused() =>
        Assert.Contains("sources: at least one is needed", Assert.Throws<InvalidDataException>(() => Load("{}")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("2026-11-11T01:29:59Z", 0, "2026-11-10")]
    [InlineData("2026-11-10T17:30:00Z", 8, "2026-11-10")]
    [InlineData("2026-11-10T15:59:59Z", 8, "2026-11-09")]
    public void Yesterday_is_counted_on_the_sites_own_clock(string now, int hours, string day) =>
        Assert.Equal(day, LogDay.Before(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(hours)).Name);

    private PullPlan Load(string json)
    {
        File.WriteAllText(_file, json);
        return PullPlan.Load(_file);
    }
}
