using System.Net;
using System.Net.Sockets;
using Seawall.Gate.Admitting;
using Seawall.Gate.Statistics;
using Seawall.Kernel.Faults;
using Seawall.Transport;

namespace Seawall.Gate.Sessions;

/// <summary>One event loop of a gate with its listener, its sessions and their ledger.</summary>
internal sealed class GateLoop : ISessionGroup
{
    // What may not come yet waits here; the kernel cuts it to net.core.somaxconn.
    private const int Backlog = 16_384;

    private static readonly TimeSpan s_clockAlignment = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_sweep = TimeSpan.FromSeconds(1);

    private readonly Action<SafeSocketHandle, int> _handOver;
    private readonly LoopTimer _alignment;
    private readonly LoopTimer _sweep;
    private readonly Listener _listener;
    private readonly HashSet<Session> _sessions = [];

    public GateLoop(string name, GateContext context, Ledger ledger, IPEndPoint listen, TimeProvider time, Action<SafeSocketHandle, int> handOver)
    {
        Context = context;
        Ledger = ledger;
        _handOver = handOver;
        Loop = new EventLoop(name, time) { Faulted = context.Counters.CountFault };
        _alignment = Loop.CreateTimer(static l => ((GateLoop)l!).AlignClock(), this);
        AlignClock();
        _sweep = Loop.CreateTimer(static l => ((GateLoop)l!).Sweep(), this);
        _sweep.Start(s_sweep);
        _listener = Loop.Listen(listen, client => new ClientStartup(this, client), new ListenerOptions { SharePort = true, Backlog = Backlog, Admission = context.Admission.Connections });
    }

    public EventLoop Loop { get; }

    public GateContext Context { get; }

    public Ledger Ledger { get; }

    public IPEndPoint EndPoint => _listener.LocalEndPoint!;

    public void SyncClock() => Ledger.NowMicros = Loop.NowMicros;

    /// <summary>Gives the socket of a client that was promised TLS, and its seat, to the asynchronous path.</summary>
    public void HandOver(SafeSocketHandle socket, int seat) => _handOver(socket, seat);

    public void Add(Session session) => _sessions.Add(session);

    public void Remove(Session session) => _sessions.Remove(session);

    /// <summary>Lets the sessions go whose way to the server is another now: idle ones at once, the others when they are idle.</summary>
    public void Leave(Link link)
    {
        foreach (Session session in _sessions.ToArray())
            session.Leave(link);
    }

    // Who takes too long to log in, or is idle for longer than allowed, goes; looked at once a second, so that a session needs no timer of its own.
    private void Sweep()
    {
        GateAdmission admission = Context.Admission;
        long slowBefore = Loop.NowMicros - (long)admission.HandshakeLimit.TotalMicroseconds;
        long idleBefore = admission.Settings.IdleSeconds == 0 ? long.MinValue : Loop.NowMicros - admission.Settings.IdleSeconds * 1_000_000L;
        foreach (Session session in _sessions)
            session.LeaveIfLate(slowBefore, idleBefore);
        _sweep.Start(s_sweep);
    }

    public Task<IReadOnlyList<SessionView>> DescribeAsync() => OnLoopAsync<IReadOnlyList<SessionView>>(() =>
    {
        SyncClock();
        return [.. _sessions.Select(session => session.Describe())];
    });

    public Task<int> ActAsync(SessionAct act, Predicate<SessionView> which) => OnLoopAsync(() =>
    {
        SyncClock();
        Session[] meant = [.. _sessions.Where(session => which(session.Describe()))];
        foreach (Session session in meant)
        {
            if (act == SessionAct.Kill)
                session.Kill();
            else
                session.Leave();
        }
        return meant.Length;
    });

    private Task<T> OnLoopAsync<T>(Func<T> work)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.Post(_ =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    private void AlignClock()
    {
        Ledger.AlignClock(Loop.NowMicros);
        _alignment.Start(s_clockAlignment);
    }
}
