using Seawall.Transport;

namespace Seawall.Gate.Admitting;

/// <summary>
/// A client's turn to log in to its server, held until it is in or gone, and no longer than two seconds: a client that does not answer the server's questions must
/// not keep others from asking theirs.
/// </summary>
internal sealed class ServerTurn : DialTurn
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    private readonly EventLoop _loop;
    private readonly DialQueue _queue;
    private readonly Action<object?> _go;
    private readonly object _client;
    private readonly LoopTimer _end;

    /// <param name="go">Called on the loop with the client when its turn comes after a wait.</param>
    public ServerTurn(EventLoop loop, DialQueue queue, Action<object?> go, object client)
    {
        (_loop, _queue, _go, _client) = (loop, queue, go, client);
        _end = loop.CreateTimer(static turn => ((ServerTurn)turn!).Done(), this);
    }

    /// <summary>True when the client may log in at once. Called on the loop.</summary>
    public bool Enter(ConnectionClass ofBusiness, int grade)
    {
        if (!_queue.Enter(this, ofBusiness, grade))
            return false;
        _end.Start(s_longest);
        return true;
    }

    public override void OnTurn() => _loop.Post(static turn => ((ServerTurn)turn!).Go(), this);

    /// <summary>It is in, or gone, or took too long. Called on the loop; may be called more than once.</summary>
    public void Done()
    {
        _end.Stop();
        _queue.Leave(this);
    }

    private void Go()
    {
        _end.Start(s_longest);
        _go(_client);
    }
}
