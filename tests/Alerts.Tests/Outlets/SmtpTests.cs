using System.Text;
using Seawall.Alerts.Outlets;

namespace Seawall.Alerts.Tests.Outlets;

public sealed class SmtpTests : IAsyncDisposable
{
    private readonly MailServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_mail_reaches_every_recipient_with_a_readable_subject_and_text()
    {
        Assert.Equal(Attempt.Done, await Sending.SendAsync(Mail()));
        Assert.Equal(["EHLO seawall", "MAIL FROM:<seawall@site.test>", "RCPT TO:<a@site.test>", "RCPT TO:<b@site.test>", "DATA"], _server.Heard.Take(5));
        Assert.Contains("Message-ID: <0123456789abcdef0123456789abcdef@site.test>", _server.Mail, StringComparison.Ordinal);
        Assert.Contains("Date: Wed, 11 Nov 2026 00:00:05 +0800", _server.Mail, StringComparison.Ordinal);
        Assert.Equal("[FIRING, critical] trade 停了", Subject());
        var text = Text();
        Assert.Contains("owner: trade team\n  plan: restart \"it\" & wait\n  last\n  words", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_subject_is_folded_between_characters()
    {
        var summary = string.Concat(Enumerable.Repeat("停了🌊", 30)) + "\r\nBcc: evil@site.test";
        await Sending.SendAsync(Mail(), Sending.Message(summary));
        Assert.DoesNotContain("\nBcc:", _server.Mail, StringComparison.Ordinal);
        Assert.All(_server.Mail.Split('\n'), line => Assert.True(line.Length <= 78, line));
        Assert.Equal("[FIRING, critical] " + summary.Replace("\r\n", "  ", StringComparison.Ordinal), Subject());
    }

    [Theory]
    [InlineData("MAIL", "451 later", "answered MAIL FROM with: 451 later")]
    [InlineData("RCPT", "550 nobody here", "answered RCPT TO a@site.test with: 550 nobody here")]
    [InlineData("EHLO", "502 what", "answered EHLO with: 502 what")]
    public async Task A_refusal_is_told_in_the_servers_words(string to, string answer, string why)
    {
        _server.Refuse = (to, answer);
        Assert.Equal(Attempt.Failed($"127.0.0.1:{_server.Port} {why}"), await Sending.SendAsync(Mail()));
    }

    [Fact]
    public async Task Nothing_is_said_to_a_server_whose_certificate_does_not_hold()
    {
        var attempt = await Sending.SendAsync(Mail() with { Security = SmtpSecurity.StartTls, User = "u", Secret = "known" });
        Assert.Contains("certificate", attempt.Why, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(_server.Heard, line => line.StartsWith("AUTH", StringComparison.Ordinal) || line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_knows_no_TLS_gets_no_password()
    {
        _server.Refuse = ("STARTTLS", "502 no");
        Assert.Contains("answered STARTTLS with: 502 no", (await Sending.SendAsync(Mail() with { Security = SmtpSecurity.StartTls, User = "u", Secret = "known" })).Why, StringComparison.Ordinal);
        Assert.Equal(["EHLO seawall", "STARTTLS"], _server.Heard);
    }

    [Fact]
    public async Task A_login_is_sent_as_AUTH_PLAIN()
    {
        await Sending.SendAsync(Mail() with { User = "u", Secret = "known" });
        Assert.Contains("AUTH PLAIN " + Convert.ToBase64String("\0u\0s3cr&t"u8), _server.Heard);
    }

    private SmtpOutlet Mail() => new()
    {
        Name = "mail",
        Host = "127.0.0.1",
        Port = _server.Port,
        Security = SmtpSecurity.None,
        From = "seawall@site.test",
        To = ["a@site.test", "b@site.test"],
    };

    private string Subject()
    {
        var header = _server.Mail[(_server.Mail.IndexOf("Subject: ", StringComparison.Ordinal) + 9).._server.Mail.IndexOf("\nDate:", StringComparison.Ordinal)];
        return string.Concat(header.Split('\n').Select(word => Encoding.UTF8.GetString(Convert.FromBase64String(word.Trim()["=?utf-8?B?".Length..^2]))));
    }

    private string Text() => Encoding.UTF8.GetString(Convert.FromBase64String(_server.Mail[(_server.Mail.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]));
}
