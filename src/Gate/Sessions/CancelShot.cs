using System.Net;
using Seawall.Transport;

namespace Seawall.Gate.Sessions;

/// <summary>A CancelRequest of the gate's own, for a session whose statement took its time; the session hears when the server has closed the connection, which is when the signal was sent.</summary>
internal sealed class CancelShot : ConnectionHandler
{
    private readonly Session _session;
    private readonly byte[] _packet;
    private readonly LoopTimer _limit;

    public CancelShot(EventLoop loop, EndPoint server, byte[] packet, Session session)
    {
        _session = session;
        _packet = packet;
        TcpConnection connection = loop.Connect(server, this);
        _limit = loop.CreateTimer(static c => ((TcpConnection)c!).Close(), connection);
        _limit.Start(GateContext.CancelLimit);
    }

    public override void OnConnected(TcpConnection connection)
    {
        if (_session.ConfirmCancel())
            connection.Write(_packet);
        else
            connection.Close();
    }

    public override void OnReadable(TcpConnection connection)
    {
        if (connection.Receive(connection.Loop.Scratch).Status == ReceiveStatus.Ended)
            connection.Close();
    }

    public override void OnClosed(TcpConnection connection, CloseReason reason)
    {
        _limit.Stop();
        _session.OnCancelOver();
    }
}
