using System.Net;
using System.Net.Sockets;
using Seawall.Gate.Statistics;
using Seawall.Kernel.Faults;
using Seawall.Transport;

namespace Seawall.Gate.Sessions;

/// <summary>One event loop of a gate with its listener, its sessions and their ledger.</summary>
internal sealed class GateLoop
{
    private static readonly TimeSpan s_clockAlignment = TimeSpan.FromSeconds(10);

    private readonly Action<SafeSocketHandle> _handOver;
    private readonly LoopTimer _alignment;
    private readonly Listener _listener;
    private readonly HashSet<Session> _sessions = [];

    public GateLoop(string name, GateContext context, Ledger ledger, IPEndPoint listen, TimeProvider time, Action<SafeSocketHandle> handOver)
    {
        Context = context;
        Ledger = ledger;
        _handOver = handOver;
        Loop = new EventLoop(name, time) { Faulted = context.Counters.CountFault };
        _alignment = Loop.CreateTimer(static l => ((GateLoop)l!).AlignClock(), this);
        AlignClock();
        _listener = Loop.Listen(listen, client => new ClientStartup(this, client), new ListenerOptions { SharePort = true });
    }

    public EventLoop Loop { get; }

    public GateContext Context { get; }

    public Ledger Ledger { get; }

    public IPEndPoint EndPoint => _listener.LocalEndPoint!;

    public void SyncClock() => Ledger.NowMicros = Loop.NowMicros;

    /// <summary>Gives the socket of a client that was promised TLS to the asynchronous path.</summary>
    public void HandOver(SafeSocketHandle socket) => _handOver(socket);

    public void Add(Session session) => _sessions.Add(session);

    public void Remove(Session session) => _sessions.Remove(session);

    /// <summary>Lets the sessions go whose way to the server is another now: idle ones at once, the others when they are idle.</summary>
    public void Leave(Link link)
    {
        foreach (Session session in _sessions.ToArray())
            session.Leave(link);
    }

    private void AlignClock()
    {
        Ledger.AlignClock(Loop.NowMicros);
        _alignment.Start(s_clockAlignment);
    }
}
