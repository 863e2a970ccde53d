using System.Net.Sockets;

namespace Seawall.Relay;

/// <summary>
/// One client connection and its server connection. Bytes pass unchanged; the link only looks at their direction and at whether
/// what the server has sent ends in a ReadyForQuery message ('Z', length 5, one status byte).
/// </summary>
internal sealed class Link(Socket client, Socket server, InFlight inFlight)
{
    private readonly byte[] _tail = new byte[6];
    private bool _busy;
    private bool _loggedOn;

    /// <summary>From client to server.</summary>
    public Direction Requests { get; } = new(client, server);

    /// <summary>From server to client.</summary>
    public Direction Answers { get; } = new(server, client);

    public void Sent()
    {
        if (_busy)
            return;
        _busy = true;
        inFlight.Change(+1);
    }

    // Counted before the bytes are passed on, so that the client's next request can never be seen first.
    public void Answered(ReadOnlySpan<byte> chunk)
    {
        Remember(chunk);
        if (!_busy || _tail is not [(byte)'Z', 0, 0, 0, 5, _])
            return;
        _busy = false;
        inFlight.Change(-1);
        if (_loggedOn)
            return;
        _loggedOn = true;
        inFlight.LaneReady();
    }

    public void Close()
    {
        if (_loggedOn)
            inFlight.LaneClosed();
        if (_busy)
            inFlight.Change(-1);
        client.Dispose();
        server.Dispose();
    }

    private void Remember(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length >= _tail.Length)
        {
            chunk[^_tail.Length..].CopyTo(_tail);
            return;
        }
        _tail.AsSpan(chunk.Length).CopyTo(_tail);
        chunk.CopyTo(_tail.AsSpan(_tail.Length - chunk.Length));
    }
}

/// <summary>Bytes on their way from one socket to the other; what the receiver cannot take yet waits here, and the sender is not read.</summary>
internal sealed class Direction(Socket from, Socket to)
{
    private byte[] _waiting = [];
    private int _sent;

    public Socket From => from;

    public Socket To => to;

    public bool IsWaiting => _sent < _waiting.Length;

    /// <summary>Passes the bytes on; keeps a copy of what the receiver did not take. False when the receiver is gone.</summary>
    public bool TryPass(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (taken < bytes.Length)
        {
            var count = to.Send(bytes[taken..], SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                (_waiting, _sent) = (bytes[taken..].ToArray(), 0);
                return true;
            }
            if (error != SocketError.Success)
                return false;
            taken += count;
        }
        return true;
    }

    /// <summary>Goes on with what waits. False when the receiver is gone.</summary>
    public bool TryGoOn()
    {
        while (IsWaiting)
        {
            var count = to.Send(_waiting.AsSpan(_sent), SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                return true;
            if (error != SocketError.Success)
                return false;
            _sent += count;
        }
        _waiting = [];
        _sent = 0;
        return true;
    }
}
