using System.Net;
using Seawall.Transport;

namespace Seawall.Drills.Faults;

/// <summary>A connection through a proxy, with the one to the service that belongs to it.</summary>
internal sealed class LinkSession : ConnectionHandler
{
    private readonly LinkProxy _proxy;
    private readonly TcpConnection _client;
    private readonly TcpConnection _server;
    private readonly LinkPipe _up;
    private readonly LinkPipe _down;

    public LinkSession(LinkProxy proxy, TcpConnection client, EndPoint target)
    {
        _proxy = proxy;
        _client = client;
        _server = proxy.Loop.Connect(target, this);
        _up = new LinkPipe(proxy, client, _server);
        _down = new LinkPipe(proxy, _server, client);
    }

    public override void OnReadable(TcpConnection connection)
    {
        Span<byte> scratch = _proxy.Loop.Scratch;
        ReceiveResult result = connection.Receive(scratch);
        LinkPipe pipe = connection == _client ? _up : _down;
        switch (result.Status)
        {
            case ReceiveStatus.Received when _proxy.Trouble.Resets:
                _client.Reset();
                _server.Reset();
                break;
            case ReceiveStatus.Received when !_proxy.Trouble.Swallows:
                pipe.Take(scratch[..result.Bytes], opens: connection == _client);
                break;
            case ReceiveStatus.Ended:
                pipe.TakeEnd();
                CloseWhenBothEnded();
                break;
        }
    }

    public override void OnWritable(TcpConnection connection)
    {
        (connection == _client ? _down : _up).OnRoom();
        CloseWhenBothEnded();
    }

    public override void OnClosed(TcpConnection connection, CloseReason reason)
    {
        TcpConnection other = connection == _client ? _server : _client;
        if (reason.Kind == CloseKind.Local)
        {
            other.CloseAfterWriting();
        }
        else
        {
            other.Reset();
        }
    }

    private void CloseWhenBothEnded()
    {
        if (_up.HasEnded && _down.HasEnded)
        {
            _server.CloseAfterWriting();
            _client.CloseAfterWriting();
        }
    }
}
