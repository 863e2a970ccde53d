using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Seawall.Alerts.Tests.Outlets;

/// <summary>A small mail server on a real socket; it keeps every line it hears and answers as told.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _loop;

    public MailServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _loop = ServeAsync();
    }

    public int Port { get; }

    public List<string> Heard { get; } = [];

    /// <summary>The mail as it came, its lines joined.</summary>
    public string Mail { get; private set; } = "";

    /// <summary>Another answer to lines that begin so.</summary>
    public (string To, string Answer) Refuse { get; set; } = ("nothing", "");

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _loop;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await TalkAsync(client.GetStream());
            }
            catch (SocketException)
            {
                return;
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
            {
                Heard.Add(e.GetType().Name);
            }
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        await SayAsync(stream, "220-hello\r\n220 mail.test");
        while (await HearAsync(stream) is { } line)
        {
            Heard.Add(line);
            if (line.StartsWith(Refuse.To, StringComparison.Ordinal))
            {
                await SayAsync(stream, Refuse.Answer);
            }
            else if (line == "STARTTLS")
            {
                await SayAsync(stream, "220 go");
                var secure = new SslStream(stream);
                await secure.AuthenticateAsServerAsync(Certificate());
                stream = secure;
            }
            else if (line == "DATA")
            {
                await SayAsync(stream, "354 go");
                var mail = new List<string>();
                while (await HearAsync(stream) is { } part && part != ".")
                    mail.Add(part);
                Mail = string.Join("\n", mail);
                await SayAsync(stream, "250 kept");
            }
            else
            {
                await SayAsync(stream, line.StartsWith("EHLO", StringComparison.Ordinal) ? "250-mail.test\r\n250 AUTH PLAIN" : line.StartsWith("AUTH", StringComparison.Ordinal) ? "235 in" : "250 ok");
            }
        }
    }

    private static async Task SayAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"));

    private static async Task<string?> HearAsync(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one) == 1)
        {
            if (one[0] == '\n')
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }
        return null;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=mail.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
