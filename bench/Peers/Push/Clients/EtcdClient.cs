using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Seawall.Peers.Push;

/// <summary>One watch of etcd's JSON gateway: <c>POST /v3/watch</c>, an answer without end of one JSON object a chunk.</summary>
internal sealed class EtcdClient(int number, int port, IPAddress source, ClientBoard board)
{
    private static readonly byte[] _body = Encoding.ASCII.GetBytes(
        $$$"""{"create_request":{"key":"{{{Convert.ToBase64String("cfg/"u8)}}}","range_end":"{{{Convert.ToBase64String("cfg0"u8)}}}"}}""");

    private static readonly byte[] _request =
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"POST /v3/watch HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {_body.Length}\r\n\r\n")), .. _body];

    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            using HttpBytes http = new();
            await http.ConnectAsync(source, port, ct);
            await http.SendAsync(_request, ct);
            string head = await http.HeadAsync(ct);
            if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
                throw new InvalidOperationException($"the watch was answered with {head}");
            while (true)
                Take((await http.ChunkAsync(ct)).Span);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            board.Tell($"fault etcd's watch {number} ended: {e.Message}");
        }
    }

    private void Take(ReadOnlySpan<byte> chunk)
    {
        if (chunk.IndexOf("\"created\":true"u8) >= 0)
            board.Up();
        int at = chunk.IndexOf("\"mod_revision\":\""u8);
        if (at < 0)
            return;
        ReadOnlySpan<byte> digits = chunk[(at + 16)..];
        long revision = long.Parse(digits[..digits.IndexOf((byte)'"')], CultureInfo.InvariantCulture);
        board.Notified(number);
        board.Done(number, revision);
    }
}
