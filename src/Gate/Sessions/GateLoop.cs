using System.Net;
using System.Net.Sockets;
using Seawall.Gate.Statistics;
using Seawall.Transport;

namespace Seawall.Gate.Sessions;

/// <summary>One event loop of a gate with its listener, its sessions and their ledger.</summary>
internal sealed class GateLoop
{
    private static readonly TimeSpan s_clockAlignment = TimeSpan.FromSeconds(10);

    private readonly Action<SafeSocketHandle> _handOver;
    private readonly LoopTimer _alignment;
    private readonly Listener _listener;

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

    private void AlignClock()
    {
        Ledger.AlignClock(Loop.NowMicros);
        _alignment.Start(s_clockAlignment);
    }
}
