using System.Net;
using Seawall.Transport;

namespace Seawall.Drills.Faults;

/// <summary>A port of this machine that passes bytes on to a service, troubled as a lease says. One loop, on a thread of its own.</summary>
internal sealed class LinkProxy : IAsyncDisposable
{
    private readonly EventLoop _loop;
    private readonly Random _random;
    private readonly PriorityQueue<LinkPipe, long> _due = new();
    private volatile LinkTrouble _trouble;

    public LinkProxy(EndPoint target, LinkTrouble trouble, Random random)
    {
        _trouble = trouble;
        _random = random;
        _loop = new EventLoop("fault-link");
        _loop.UseAlarm(static proxy => ((LinkProxy)proxy!).Deliver(), this);
        Listener listener = _loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), client => new LinkSession(this, client, target));
        Port = listener.LocalEndPoint!.Port;
        _loop.Start();
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    public LinkTrouble Trouble => _trouble;

    internal EventLoop Loop => _loop;

    /// <summary>From now on everything passes at once; what is kept back keeps its time.</summary>
    public void Calm() => _trouble = LinkTrouble.None;

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    internal long DueMicros(int bytes, bool opens) => _loop.NowMicros + (long)LinkDelay.Of(_trouble, bytes, opens, _random).TotalMicroseconds;

    /// <summary>Lets the pipe be delivered when its first block is due.</summary>
    internal void Schedule(LinkPipe pipe, long dueMicros)
    {
        _due.Enqueue(pipe, dueMicros);
        SetAlarm();
    }

    private void Deliver()
    {
        while (_due.TryPeek(out LinkPipe? pipe, out long due) && due <= _loop.NowMicros)
        {
            _due.Dequeue();
            pipe.Deliver(_loop.NowMicros);
        }
        SetAlarm();
    }

    private void SetAlarm()
    {
        if (_due.TryPeek(out _, out long next))
        {
            _loop.SetAlarm(next);
        }
    }
}
