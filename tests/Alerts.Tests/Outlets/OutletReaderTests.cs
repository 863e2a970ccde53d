using System.Text.Json;
using Seawall.Alerts.Entries;
using Seawall.Alerts.Outlets;

namespace Seawall.Alerts.Tests.Outlets;

public sealed class OutletReaderTests
{
    [Fact]
    public void Every_kind_is_read_and_shows_no_more_of_its_address_than_it_may()
    {
        var policy = AlertEntries.Policy(
        [
            new("outlet/a", """{"kind":"log","file":"a.log","default":false,"least":"critical"}"""),
            new("outlet/b", """{"kind":"webhook","url":"https://hooks.test/{secret}/x","secret":"hook","headers":{"A":"b"},"timeout":"2s"}"""),
            new("outlet/c", """{"kind":"smtp","host":"mail.test","security":"tls","port":465,"user":"u","secret":"mail","from":"a@b.c","to":["d@e.f"]}"""),
            new("outlet/d", """{"kind":"sms","url":"http://sms.test/?t={to}","method":"GET","to":["1"]}"""),
        ], out var left);
        Assert.Empty(left);
        Assert.Equal(["log a.log", "webhook https://hooks.test", "smtp mail.test:465", "sms http://sms.test"], policy.Outlets.Select(outlet => $"{outlet.Kind} {outlet.Address}"));
        Assert.Equal((false, Severity.Critical), (policy.Outlets[0].Default, policy.Outlets[0].Least));
        Assert.Equal(("hook", TimeSpan.FromSeconds(2)), (policy.Outlets[1].Secret, policy.Outlets[1].Timeout));
    }

    [Theory]
    [InlineData("""{"kind":"pigeon"}""", "kind must be one of log, webhook, smtp, sms, ping")]
    [InlineData("""{"kind":"log","file":"../x"}""", "file must be a file name of letters, digits, '.', '-' and '_'")]
    [InlineData("""{"kind":"log","secret":"/etc/x"}""", "secret must be a file name of letters, digits, '.', '-' and '_'")]
    [InlineData("""{"kind":"webhook","url":"ftp://x"}""", "url must be an http or https address without a user in it")]
    [InlineData("""{"kind":"webhook","url":"http://u:p@x/"}""", "url must be an http or https address without a user in it")]
    [InlineData("""{"kind":"webhook","url":"http://x/","headers":{"A B":"c","D":"e\r\nf"}}""", "headers.A B is no header|headers.D is no header")]
    [InlineData("""{"kind":"smtp","host":"h","from":"x","to":["a@b>"],"port":0}""", "port must be a whole number 1..65535|to 'a@b>' is no mail address|from 'x' is no mail address")]
    [InlineData("""{"kind":"smtp","host":"h","from":"a@b","to":["a@c"],"user":"u","security":"none"}""", "security must be starttls or tls when there is a user: a password is not sent in plain text")]
    [InlineData("""{"kind":"sms","url":"http://x/{too}","to":[],"method":"DELETE"}""",
        "to at least one is required|method must be GET, POST or PUT|url {too} is not known; known are {to}, {text}, {key}, {owner}, {plan}, {id}, {secret}")]
    public void Every_fault_is_told_with_its_path(string json, string faults) =>
        Assert.Equal(faults, string.Join('|', AlertEntries.Check("outlet/x", json).Select(fault => $"{fault.Path} {fault.Message}")));

    [Fact]
    public void A_silence_needs_a_reason_and_an_end()
    {
        Assert.Equal(
            "until must be a time such as 2026-11-11T00:00:00+08:00|why is required",
            string.Join('|', AlertEntries.Check("silence/x", """{"match":"a","who":"me"}""").Select(fault => $"{fault.Path} {fault.Message}")));
        var silence = Assert.Single(AlertEntries.Policy([new("silence/x", """{"match":"a*","until":"2026-11-11T00:00:00+08:00","who":"me","why":"w"}""")], out _).Silences);
        Assert.True(silence.Covers("ab", silence.Until.AddSeconds(-1)));
        Assert.False(silence.Covers("ab", silence.Until));
    }

    [Fact]
    public async Task A_log_outlet_appends_one_line_of_JSON_a_message()
    {
        var folder = Directory.CreateTempSubdirectory("seawall-log-");
        try
        {
            var outlet = new LogOutlet { Name = "log" };
            await Sending.SendAsync(outlet, logs: folder.FullName);
            await Sending.SendAsync(outlet, Sending.Message("two\nlines"), folder.FullName);
            var lines = await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "alerts.log"));
            Assert.Equal(2, lines.Length);
            using var json = JsonDocument.Parse(lines[1]);
            Assert.Equal("two\nlines", json.RootElement.GetProperty("alerts")[0].GetProperty("summary").GetString());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
