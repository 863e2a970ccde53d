using Seawall.Gate.Admitting;
using Seawall.Gate.Startup;
using Seawall.Transport;

namespace Seawall.Gate.Sessions;

/// <summary>A session as one of many: its turn to log in, its place among the gate's connections, and how it is sent away.</summary>
internal sealed partial class Session
{
    private ServerTurn? _turn;
    private string _business = "";
    private Refusal? _goodbye;
    private long _startedAt;
    private long _activeAt;

    /// <summary>The turn to log in that the session holds, and the business it counts for.</summary>
    public void Hold(ServerTurn turn, string business) => (_turn, _business) = (turn, business);

    public override bool IsIdle(TcpConnection connection) => _tracker is { IsIdle: true } && _checkpoint is not { IsIdle: false };

    public override void OnLeave(TcpConnection connection, LeaveReason reason) => Leave(ConnectionRefusals.Shed(_business));

    /// <summary>Sends the session away when it is not logged in and began before the one time, or is idle since before the other; monotonic microseconds.</summary>
    public void LeaveIfLate(long slowBefore, long idleBefore)
    {
        if (_tracker is not { } tracker || _leaves)
            return;
        if (tracker.IsLoggingIn)
        {
            if (_startedAt >= slowBefore)
                return;
            _goodbye = Refusal.TooSlow(_owner.Context.Admission.HandshakeLimit);
            _leaves = true;
            _server!.Close();
        }
        else if (_activeAt < idleBefore && IsIdle(_client))
        {
            Leave(ConnectionRefusals.IdleTooLong(_owner.Context.Admission.Settings.IdleSeconds));
        }
    }

    private void Leave(Refusal goodbye)
    {
        if (_server is null || _client.IsClosed)
            return;
        (_goodbye, _leaves) = (goodbye, true);
        LeaveWhenIdle();
    }

    private void LoggedIn()
    {
        _turn?.Done();
        _turn = null;
    }

    private void SayGoodbye()
    {
        if (_goodbye is not null)
            _client.Write(_goodbye.ToBytes());
    }
}
