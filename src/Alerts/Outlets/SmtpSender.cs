using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Seawall.Alerts.Outlets;

/// <summary>Sends a mail by SMTP (RFC 5321) with STARTTLS (RFC 3207) or TLS, and AUTH PLAIN (RFC 4616). Its Message-ID is the message's id.</summary>
internal static class SmtpSender
{
    public static async Task<Attempt> SendAsync(SmtpOutlet outlet, string secret, AlertMessage message, CancellationToken cancellationToken)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(outlet.Host, outlet.Port, cancellationToken).ConfigureAwait(false);
        Stream stream = tcp.GetStream();
        if (outlet.Security == SmtpSecurity.Tls)
            stream = await SecureAsync(stream, outlet.Host, cancellationToken).ConfigureAwait(false);
        await using var dialog = new SmtpDialog(stream);
        try
        {
            await GreetAsync(dialog, outlet, cancellationToken).ConfigureAwait(false);
            if (outlet.User.Length > 0)
                await dialog.AskAsync("AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{outlet.User}\0{secret}")), "the login", 235, cancellationToken).ConfigureAwait(false);
            await dialog.AskAsync($"MAIL FROM:<{outlet.From}>", "MAIL FROM", 250, cancellationToken).ConfigureAwait(false);
            foreach (var to in outlet.To)
                await dialog.AskAsync($"RCPT TO:<{to}>", $"RCPT TO {to}", 250, cancellationToken).ConfigureAwait(false);
            await dialog.AskAsync("DATA", "DATA", 354, cancellationToken).ConfigureAwait(false);
            await dialog.AskAsync(SmtpMail.Text(outlet, message) + "\r\n.", "the mail", 250, cancellationToken).ConfigureAwait(false);
            // It is accepted: what happens to the goodbye changes nothing.
            await dialog.SayAsync("QUIT", cancellationToken).ConfigureAwait(false);
            return Attempt.Done;
        }
        catch (SmtpRefusal refusal)
        {
            return Attempt.Failed($"{outlet.Address} {refusal.Message}");
        }
    }

    private static async Task GreetAsync(SmtpDialog dialog, SmtpOutlet outlet, CancellationToken cancellationToken)
    {
        await dialog.HearAsync("its greeting", 220, cancellationToken).ConfigureAwait(false);
        await dialog.AskAsync("EHLO seawall", "EHLO", 250, cancellationToken).ConfigureAwait(false);
        if (outlet.Security != SmtpSecurity.StartTls)
            return;
        await dialog.AskAsync("STARTTLS", "STARTTLS", 220, cancellationToken).ConfigureAwait(false);
        await dialog.SwitchAsync(stream => SecureAsync(stream, outlet.Host, cancellationToken)).ConfigureAwait(false);
        await dialog.AskAsync("EHLO seawall", "EHLO", 250, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Stream> SecureAsync(Stream stream, string host, CancellationToken cancellationToken)
    {
        var secure = new SslStream(stream);
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancellationToken).ConfigureAwait(false);
        return secure;
    }
}
