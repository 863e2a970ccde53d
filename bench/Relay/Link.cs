using System.Net;
using System.Net.Sockets;

namespace Seawall.Relay;

/// <summary>
/// One client connection and its server connection, pumped by two blocking threads. Bytes pass unchanged; the link only looks
/// at their direction and at whether what the server has sent ends in a ReadyForQuery message ('Z', length 5, one status byte).
/// </summary>
internal sealed class Link(Socket client, IPEndPoint target, InFlight inFlight)
{
    private readonly Socket _server = new(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Lock _lock = new();
    private bool _busy;
    private bool _loggedOn;
    private bool _closed;

    public void Start()
    {
        client.NoDelay = true;
        _server.Connect(target);
        new Thread(ClientToServer, 128 * 1024) { IsBackground = true }.Start();
        new Thread(ServerToClient, 128 * 1024) { IsBackground = true }.Start();
    }

    private void ClientToServer() => Pump(client, _server, static (link, _) => link.Sent());

    private void ServerToClient()
    {
        var tail = new byte[6];
        Pump(_server, client, (link, chunk) =>
        {
            Remember(tail, chunk);
            if (tail[0] == (byte)'Z' && tail[1] == 0 && tail[2] == 0 && tail[3] == 0 && tail[4] == 5)
                link.Answered();
        });
    }

    private delegate void Watch(Link link, ReadOnlySpan<byte> chunk);

    private void Pump(Socket from, Socket to, Watch watch)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = from.Receive(buffer)) > 0)
            {
                watch(this, buffer.AsSpan(0, read));
                for (var sent = 0; sent < read;)
                    sent += to.Send(buffer.AsSpan(sent, read - sent));
            }
        }
        catch (SocketException)
        {
            // Either side is gone: closing the link below is all there is to do.
        }
        catch (ObjectDisposedException)
        {
            // The other pump has closed the link.
        }
        Close();
    }

    private static void Remember(byte[] tail, ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length >= tail.Length)
        {
            chunk[^tail.Length..].CopyTo(tail);
            return;
        }
        tail.AsSpan(chunk.Length).CopyTo(tail);
        chunk.CopyTo(tail.AsSpan(tail.Length - chunk.Length));
    }

    private void Sent()
    {
        lock (_lock)
        {
            if (_busy || _closed)
                return;
            _busy = true;
            inFlight.Change(+1);
        }
    }

    // Counted before the bytes are passed on, so that the client's next request can never be seen first.
    private void Answered()
    {
        lock (_lock)
        {
            if (!_busy || _closed)
                return;
            _busy = false;
            inFlight.Change(-1);
            if (_loggedOn)
                return;
            _loggedOn = true;
            inFlight.LaneReady();
        }
    }

    private void Close()
    {
        lock (_lock)
        {
            if (_closed)
                return;
            _closed = true;
            if (_busy)
                inFlight.Change(-1);
            if (_loggedOn)
                inFlight.LaneClosed();
        }
        client.Dispose();
        _server.Dispose();
    }
}
