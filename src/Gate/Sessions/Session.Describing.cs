using Seawall.Gate.Startup;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Sessions;

internal sealed partial class Session
{
    private readonly long _connectedUnixMs;

    /// <summary>What reports tell of it; on its loop.</summary>
    public SessionView Describe() => SessionDescription.Of(_tracker, new SessionView
    {
        Id = "",
        Login = "",
        Database = "",
        Business = "",
        Application = "",
        Address = _client.RemoteEndPoint?.ToString() ?? "",
        Upstream = _upstream.Address,
        State = "",
        ConnectedUnixMs = _connectedUnixMs,
        IsLeaving = _leaves,
        IsPaused = _checkpoint is { IsWaiting: true } && _owner.Context.Console?.Pause.Holds(_checkpoint.Ticket) == true,
    }, _checkpoint is { IsWaiting: true } ? _checkpoint.WaitsSince : 0);

    /// <summary>Ends the session as soon as it is idle; its client is to come anew.</summary>
    public void Leave()
    {
        _leaves = true;
        LeaveWhenIdle();
    }

    /// <summary>Ends the session now; the client is told so where a message can stand.</summary>
    public void Kill()
    {
        if (_client.IsClosed)
            return;
        if (_tracker is { ServerAtBoundary: true })
            _client.Write(Refusal.Killed().ToBytes());
        _server!.Close();
    }
}
