using System.Buffers.Binary;
using System.Net;
using Seawall.Gate.Startup;
using Seawall.Transport;

namespace Seawall.Gate.Sessions;

/// <summary>A CancelRequest of the gate's own, for a session whose statement took its time; the session hears when the server has closed the connection, which is when the signal was sent.</summary>
internal sealed class CancelShot : ConnectionHandler
{
    private const int Length = 16;

    private readonly Session _session;
    private readonly ulong _key;
    private readonly TcpConnection _server;
    private readonly LoopTimer _limit;

    public CancelShot(EventLoop loop, EndPoint server, ulong key, Session session)
    {
        _session = session;
        _key = key;
        _server = loop.Connect(server, this);
        _limit = loop.CreateTimer(static c => ((TcpConnection)c!).Close(), _server);
        _limit.Start(GateContext.CancelLimit);
    }

    /// <summary>Length · code · process id and secret.</summary>
    public static void Write(Span<byte> packet, ulong key)
    {
        BinaryPrimitives.WriteInt32BigEndian(packet, Length);
        BinaryPrimitives.WriteInt32BigEndian(packet[4..], PacketCodes.CancelRequest);
        BinaryPrimitives.WriteUInt64BigEndian(packet[8..], key);
    }

    public override void OnConnected(TcpConnection connection)
    {
        if (!_session.ConfirmCancel())
        {
            connection.Close();
            return;
        }
        Span<byte> packet = stackalloc byte[Length];
        Write(packet, _key);
        connection.Write(packet);
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
