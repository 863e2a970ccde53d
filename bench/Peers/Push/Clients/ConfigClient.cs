using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Seawall.Client.Config;
using Seawall.Client.Config.Push;

namespace Seawall.Peers.Push;

/// <summary>One client of the config center: the session that every service runs, on raw sockets instead of a service's HTTP client.</summary>
internal sealed class ConfigClient(int number, int instance, int port, string token, IPAddress source, bool keepsAckConnection, ClientBoard board, Random random)
{
    private readonly ConfigSession _session = new(ConfigSnapshot.Empty);
    private readonly string _name = $"bench-{instance}";
    private HttpBytes? _acks;
    private bool _isUp;

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            SessionDecision decision;
            try
            {
                decision = await FollowAsync(ct);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                decision = _session.Decide(SessionEvent.Lost.Now);
            }
            if (_isUp)
                board.Down();
            _isUp = false;
            await Task.Delay(decision.AtLeast + (decision.Wait * Fraction()), ct);
        }
    }

    private async Task<SessionDecision> FollowAsync(CancellationToken ct)
    {
        using HttpBytes http = new();
        await http.ConnectAsync(source, port, ct);
        await http.SendAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"GET /config/stream?service=bench&instance={_name}&since={_session.Since}&digest={ConfigWire.Hex(_session.Digest)}&seen={_session.AtLeast} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\nAccept: text/event-stream\r\n\r\n")), ct);
        string head = await http.HeadAsync(ct);
        if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
            return _session.Decide(Refusal(head));
        while (true)
        {
            ReadOnlyMemory<byte> chunk = await http.ChunkAsync(ct);
            if (chunk.IsEmpty)
                return _session.Decide(SessionEvent.Lost.Now);
            SessionDecision decision = _session.Decide(Event(chunk.Span));
            if (decision.Apply is { } next)
            {
                board.Notified(number);
                await AckAsync(next, ct);
            }
            if (decision.Next != SessionStep.ReadOn)
                return decision;
            if (!_isUp)
                board.Up();
            _isUp = true;
        }
    }

    private async ValueTask AckAsync(ConfigSnapshot applied, CancellationToken ct)
    {
        byte[] body = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $$"""{"service":"bench","instance":"{{_name}}","revision":{{applied.Revision}},"digest":"{{ConfigWire.Hex(applied.Digest)}}","faults":[]}"""));
        byte[] head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"POST /config/ack HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{(keepsAckConnection ? "" : "Connection: close\r\n")}\r\n"));
        for (int attempt = 0; ; attempt++)
        {
            bool fresh = _acks is null;
            try
            {
                if (_acks is null)
                {
                    _acks = new HttpBytes();
                    await _acks.ConnectAsync(source, port, ct);
                }
                await _acks.SendAsync((byte[])[.. head, .. body], ct);
                string answer = await _acks.HeadAsync(ct);
                if (!answer.StartsWith("HTTP/1.1 204", StringComparison.Ordinal))
                    throw new InvalidOperationException($"the acknowledgement was answered with {answer}");
                if (!keepsAckConnection)
                    CloseAcks();
                board.Done(number, applied.Revision);
                return;
            }
            catch (Exception e) when (e is IOException or SocketException && !(fresh && attempt > 3))
            {
                // An idle connection that the server let go, or one too many at once.
                CloseAcks();
            }
        }
    }

    private void CloseAcks()
    {
        _acks?.Dispose();
        _acks = null;
    }

    // A chunk is an event: three lines and an empty one.
    private static SessionEvent Event(ReadOnlySpan<byte> chunk)
    {
        int name = chunk.IndexOf((byte)'\n');
        int data = chunk.IndexOf("\ndata: "u8);
        return name > 7 && data > 0 && chunk.EndsWith("\n\n"u8)
            ? ConfigWire.Read(Encoding.ASCII.GetString(chunk[7..name]), chunk[(data + 7)..^2])
            : new SessionEvent.Torn("it is no event");
    }

    private static SessionEvent Refusal(string head) =>
        head.StartsWith("HTTP/1.1 409", StringComparison.Ordinal) ? new SessionEvent.Behind(0)
        : new SessionEvent.Refused(head.IndexOf("Retry-After: ", StringComparison.OrdinalIgnoreCase) is > 0 and var at && int.TryParse(head.AsSpan(at + 13, 1), CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(seconds) : null);

    private double Fraction()
    {
        lock (random)
            return random.NextDouble();
    }
}
