using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Seawall.Kernel.Faults;

namespace Seawall.Redis.Connections;

/// <summary>Opens the stream to a server: TCP without delay and with keep-alive, TLS where asked for.</summary>
internal static class Dialer
{
    private const int SecondsToKeepAlive = 10;
    private const int SecondsBetweenProbes = 3;
    private const int Probes = 3;

    public static async Task<Stream> DialAsync(RedisClientOptions options, CancellationToken ct)
    {
        Socket socket = await LinkTable.ConnectAsync(options.Host, options.Port, KeepAlive, ct).ConfigureAwait(false);
        Stream? stream = null;
        try
        {
            stream = new NetworkStream(socket, ownsSocket: true);
            return options.Tls ? stream = await EncryptAsync(stream, options, ct).ConfigureAwait(false) : stream;
        }
        catch
        {
            stream?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, SecondsToKeepAlive);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, SecondsBetweenProbes);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
    }

    private static async Task<Stream> EncryptAsync(Stream stream, RedisClientOptions options, CancellationToken ct)
    {
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = options.ServerName ?? options.Host,
                EnabledSslProtocols = SslProtocols.None,
                RemoteCertificateValidationCallback = options.ValidateCertificate,
            },
            ct).ConfigureAwait(false);
        return tls;
    }
}
