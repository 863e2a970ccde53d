using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Seawall.Gate.Admitting;
using Seawall.Gate.Sessions;
using Seawall.Gate.Statistics;

namespace Seawall.Gate.Portable;

/// <summary>Sessions on asynchronous sockets: clients with TLS, and all clients where there is no epoll. Their ledger is shared under a lock.</summary>
internal sealed class PortableGate(GateContext context, Ledger ledger, TimeProvider time) : ISessionGroup, IAsyncDisposable
{
    private static readonly TimeSpan s_sweep = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly ConcurrentDictionary<PortableSession, byte> _sessions = new();
    private ITimer? _sweep;
    private Socket? _listener;

    public GateContext Context { get; } = context;

    public Ledger Ledger { get; } = ledger;

    public Lock LedgerLock { get; } = new();

    public TimeProvider Time { get; } = time;

    /// <summary>Sessions that have a server.</summary>
    public ConcurrentDictionary<PortableSession, byte> Sessions { get; } = new();

    /// <summary>Clients being served, and the accepting of more.</summary>
    public int Running => _running.Count;

    public long NowMicros => Time.GetTimestamp() / (Time.TimestampFrequency / 1_000_000);

    public void Add(PortableSession session)
    {
        _sessions[session] = 0;
        lock (LedgerLock)
            _sweep ??= Time.CreateTimer(_ => Sweep(), null, s_sweep, s_sweep);
    }

    public void Remove(PortableSession session) => _sessions.TryRemove(session, out _);

    /// <summary>Accepts clients at the endpoint and returns the bound one.</summary>
    public IPEndPoint Listen(IPEndPoint endPoint)
    {
        _listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(endPoint);
        _listener.Listen(16_384);
        Own(AcceptAsync(_listener));
        return (IPEndPoint)_listener.LocalEndPoint!;
    }

    /// <summary>Takes over a client that was promised TLS.</summary>
    /// <param name="socket">Its socket.</param>
    /// <param name="seat">Its seat of the gate's admission.</param>
    public void TakeTls(SafeSocketHandle socket, int seat)
    {
        lock (LedgerLock)
            Ledger.AlignClock(NowMicros);
        Own(new PortableSession(this, new Socket(socket), seat).RunAsync(startTls: true, _stopping.Token));
    }

    public Task<IReadOnlyList<SessionView>> DescribeAsync()
    {
        lock (LedgerLock)
        {
            Ledger.NowMicros = NowMicros;
            return Task.FromResult<IReadOnlyList<SessionView>>([.. Sessions.Keys.Select(session => session.Describe())]);
        }
    }

    public Task<int> ActAsync(SessionAct act, Predicate<SessionView> which)
    {
        lock (LedgerLock)
        {
            Ledger.NowMicros = NowMicros;
            PortableSession[] meant = [.. Sessions.Keys.Where(session => which(session.Describe()))];
            foreach (PortableSession session in meant)
                session.Act(act);
            return Task.FromResult(meant.Length);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener?.Dispose();
        _sweep?.Dispose();
        await Task.WhenAll(_running.Keys).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                continue;
            }
            lock (LedgerLock)
                Ledger.AlignClock(NowMicros);
            if (!await MayComeAsync().ConfigureAwait(false))
            {
                client.Dispose();
                return;
            }
            Own(new PortableSession(this, client, PortableSession.NoSeat).RunAsync(startTls: false, _stopping.Token));
        }
    }

    // One connection is accepted and held unanswered while it may not come yet; the others wait in the kernel's backlog.
    private async Task<bool> MayComeAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            long wait = Context.Admission.Connections.TryReserve(NowMicros);
            if (wait == 0)
                return true;
            await Task.Delay(TimeSpan.FromMicroseconds(wait), Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return false;
    }

    // As on the loops: who takes too long to log in, or is idle for longer than allowed, goes.
    private void Sweep()
    {
        GateAdmission admission = Context.Admission;
        long slowBefore = NowMicros - (long)admission.HandshakeLimit.TotalMicroseconds;
        long idleBefore = admission.Settings.IdleSeconds == 0 ? long.MinValue : NowMicros - admission.Settings.IdleSeconds * 1_000_000L;
        foreach (PortableSession session in _sessions.Keys)
            session.LeaveIfLate(slowBefore, idleBefore);
    }

    private void Own(Task task)
    {
        _running[task] = 0;
        _ = task.ContinueWith(t => _running.TryRemove(t, out _), TaskScheduler.Default);
    }
}
