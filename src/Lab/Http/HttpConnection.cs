using Seawall.Transport;

namespace Seawall.Lab.Http;

/// <summary>One keep-alive connection: a request at a time, connected anew when the server ends it.</summary>
internal sealed class HttpConnection(HttpEngine engine, TargetPool pool) : ConnectionHandler
{
    private readonly ResponseParser _parser = new();
    private TcpConnection? _connection;

    public TargetPool Pool => pool;

    /// <summary>Whether it lies among the free ones of its pool.</summary>
    public bool IsFree { get; set; }

    /// <summary>Whether it was lost and is to be made anew.</summary>
    public bool IsGone => _connection is null;

    /// <summary>Whether a request is under way.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Whether it may be given a request.</summary>
    public bool IsOpen => _connection is { IsOpen: true };

    public int Request { get; private set; }

    public long Intended { get; private set; }

    public long Sent { get; private set; }

    public void Connect() => _connection = engine.Loop.Connect(pool.Target.Address, this);

    public void Send(int request, long intended, long now)
    {
        (IsBusy, Request, Intended, Sent) = (true, request, intended, now);
        _parser.Begin(engine.Requests.IsHead(request));
        _connection!.Write(engine.Requests.Bytes(request));
    }

    /// <summary>Gives the request up: it took too long.</summary>
    public void TimeOut()
    {
        IsBusy = false;
        _connection!.Reset();
        engine.Failed(this, timedOut: true);
    }

    public void Close() => _connection?.Close();

    public override void OnConnected(TcpConnection connection) => engine.Connected(this);

    public override void OnReadable(TcpConnection connection)
    {
        Span<byte> scratch = engine.Loop.Scratch;
        ReceiveResult received = connection.Receive(scratch);
        switch (received.Status)
        {
            case ReceiveStatus.Received when IsBusy:
                ResponseState state = _parser.Feed(scratch[..received.Bytes], out int used);
                // Bytes after the response's end were not asked for; what they are can't be known.
                Judge(state, inOrder: used == received.Bytes);
                break;
            case ReceiveStatus.Ended when IsBusy && _parser.Begun:
                Judge(_parser.End(), inOrder: true);
                break;
            case ReceiveStatus.Received or ReceiveStatus.Ended:
                connection.Close();
                break;
        }
    }

    public override void OnClosed(TcpConnection connection, CloseReason reason)
    {
        bool wasBusy = IsBusy;
        IsBusy = false;
        _connection = null;
        if (wasBusy)
        {
            engine.Failed(this, timedOut: false);
        }

        engine.Closed(this, reason);
    }

    private void Judge(ResponseState state, bool inOrder)
    {
        if (state == ResponseState.Partial)
        {
            return;
        }

        if (state == ResponseState.Broken)
        {
            _connection!.Close();
            return;
        }

        IsBusy = false;
        if (!_parser.KeepAlive || !inOrder)
        {
            _connection!.Close();
        }

        engine.Answered(this, _parser.Status);
    }
}
