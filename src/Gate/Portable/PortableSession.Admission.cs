using System.Net;
using System.Net.Sockets;
using Seawall.Gate.Admitting;
using Seawall.Gate.Routing;
using Seawall.Gate.Startup;
using Seawall.Gate.Tracking;
using Seawall.Transport;

namespace Seawall.Gate.Portable;

/// <summary>A session on asynchronous streams as one of many: its seat, its turn to log in, and how it is sent away.</summary>
internal sealed partial class PortableSession : IAdmitted
{
    /// <summary>It was accepted here and takes its seat itself.</summary>
    public const int NoSeat = -1;

    private int _seat = seat;
    private string _business = "";
    private PortableTurn? _turn;
    private SessionTracker? _watched;
    private Socket? _server;
    private volatile Refusal? _goodbye;
    private long _startedAt;
    private long _activeAt;

    public bool IsIdle => _watched is { IsIdle: true } && _relay is not { IsIdle: false };

    private Admission Connections => owner.Context.Admission.Connections;

    /// <summary>Called on any thread.</summary>
    public void Leave(LeaveReason reason)
    {
        if (reason == LeaveReason.Shed)
            Leave(ConnectionRefusals.Shed(_business));
        else
            ShutDown(client);
    }

    /// <summary>Sends the session away when it is not logged in and began before the one time, or is idle since before the other; monotonic microseconds.</summary>
    public void LeaveIfLate(long slowBefore, long idleBefore)
    {
        if (_watched is not { } tracker || _goodbye is not null)
            return;
        if (tracker.IsLoggingIn && _startedAt < slowBefore)
        {
            _goodbye = Refusal.TooSlow(owner.Context.Admission.HandshakeLimit);
            ShutDown(_server);
        }
        else if (!tracker.IsLoggingIn && Volatile.Read(ref _activeAt) < idleBefore && IsIdle)
        {
            Leave(ConnectionRefusals.IdleTooLong(owner.Context.Admission.Settings.IdleSeconds));
        }
    }

    private void Leave(Refusal goodbye)
    {
        _goodbye = goodbye;
        LeaveWhenIdle();
    }

    // The server's end is what ends a session here; then the client is told why.
    private void LeaveWhenIdle()
    {
        if (_goodbye is not null && IsIdle)
            ShutDown(_server);
    }

    private bool TakeSeat()
    {
        Connections.WatchPeer(client);
        if (_seat == NoSeat)
            _seat = Connections.Sit(this, AddressOf(client), owner.NowMicros);
        else
            Connections.Pass(_seat, this);
        return _seat != NoSeat;
    }

    private void LeaveSeat()
    {
        _turn?.Done();
        owner.Remove(this);
        if (_seat != NoSeat)
            Connections.Leave(_seat);
    }

    /// <summary>Null when the client may log in to its server now; else what it is told.</summary>
    private async Task<Refusal?> WaitForTurnAsync(StartupParameters parameters, Upstream upstream, CancellationToken cancellationToken)
    {
        GateAdmission admission = owner.Context.Admission;
        lock (owner.LedgerLock)
            _business = owner.Ledger.BusinessOf(parameters);
        if (admission.Name(_seat, _business, out ConnectionClass ofBusiness, out int grade) is { } refusal)
            return refusal;
        _turn = new PortableTurn(admission.DialsOf(upstream), owner.Time);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(admission.HandshakeLimit);
        try
        {
            await _turn.EnterAsync(ofBusiness, grade, limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ConnectionRefusals.WaitedTooLong(admission.HandshakeLimit, upstream.Address);
        }
    }

    private void Watch(SessionTracker? tracker, Socket server)
    {
        _startedAt = _activeAt = owner.NowMicros;
        (_server, _watched) = (server, tracker);
        owner.Add(this);
    }

    private static AddressKey AddressOf(Socket client)
    {
        try
        {
            return client.RemoteEndPoint is IPEndPoint peer ? AddressKey.Of(peer.Address) : AddressKey.None;
        }
        catch (SocketException)
        {
            return AddressKey.None;
        }
    }

    private static void ShutDown(Socket? socket)
    {
        try
        {
            socket?.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }
    }
}
