using System.Buffers;
using System.Text;
using Seawall.Client.Config;
using Seawall.Client.Gates;
using Seawall.Gate.HotRows;
using Seawall.Gate.Judging;
using Seawall.Gate.Limits;

namespace Seawall.Gate.Tests.Limits;

public sealed class LimitReportTests
{
    [Fact]
    public async Task It_tells_servers_businesses_limits_and_hot_rows()
    {
        LiveConfig config = new();
        LimitStage limits = new(config, await TestCalls.RoutesAsync());
        HotRowStage rows = new(config);
        Judge judge = new([rows, limits]);
        config.Swap(ConfigSnapshot.Of(1,
        [
            new ConfigEntry(GateLimits.Key, """{"servers":{"*":{"least":8,"most":8}},"limits":[{"name":"batch","match":{"business":["batch"]},"concurrency":1,"waiting":1}]}""", 1),
            new ConfigEntry(GateHotRows.Key, """{"tables":["stock"],"places":1}""", 1),
            new ConfigEntry(GateGrades.Key, """{"batch":"G4"}""", 1),
        ]));
        TestCalls calls = new();
        foreach ((string business, string sql) in (ValueTuple<string, string>[])
            [("batch", "select 1"), ("batch", "select 1"), ("batch", "select 1"), ("web", "update stock set n = 1 where id = 42"), ("web", "update stock set n = 1 where id = 42")])
            judge.Decide(calls.Call(sql, business), new TestWaiter().Ticket);

        ArrayBufferWriter<byte> body = new();
        LimitReport.Write(body, "gate-1", judge.Find<LimitStage>(), judge.Find<HotRowStage>());

        string fingerprint = calls.Text("update stock set n = 1 where id = 42").Info.Fingerprint.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(
            $$"""
            {"gate":"gate-1","servers":[{"server":"127.0.0.1:5999","limit":8,"inFlight":2,"waiting":0,"queueP50Micros":0,"queueP99Micros":0,"baselineMicros":0}],"businesses":[{"business":"batch","grade":"G4","inFlight":1,"waiting":1,"shed":1,"memoryBytes":8},{"business":"web","grade":"G2","inFlight":1,"waiting":0,"shed":0,"memoryBytes":0}],"limits":[{"name":"batch","inFlight":1,"waiting":1,"waited":1,"refused":1}],"hotRows":[{"fingerprint":"{{fingerprint}}","key":"42","inFlight":1,"waiting":1}]}
            """,
            Encoding.UTF8.GetString(body.WrittenSpan));
    }

    [Fact]
    public void A_gate_without_limits_tells_none()
    {
        ArrayBufferWriter<byte> body = new();
        LimitReport.Write(body, "gate-1", null, null);
        Assert.Equal("""{"gate":"gate-1","servers":[],"businesses":[],"limits":[],"hotRows":[]}""", Encoding.UTF8.GetString(body.WrittenSpan));
    }
}
