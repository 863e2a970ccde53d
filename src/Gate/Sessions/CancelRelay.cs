using System.Buffers.Binary;
using Seawall.Gate.Routing;
using Seawall.Transport;

namespace Seawall.Gate.Sessions;

/// <summary>
/// Carries a CancelRequest to the upstream that gave out the key. A key this gate does not know may belong to a session of
/// another gate on the same port, so it goes to every upstream; the wrong ones ignore it, as the protocol says.
/// A statement that waits at this gate is taken off its queue instead, and the server hears nothing.
/// The client is let go when all upstreams have closed, which is when the signal has been sent.
/// </summary>
internal sealed class CancelRelay : ConnectionHandler
{
    private const int KeyOffset = 8;
    private const int KeyedLength = 16;

    private readonly GateLoop _owner;
    private readonly TcpConnection _client;
    private readonly byte[] _packet;
    private readonly List<TcpConnection> _targets = [];
    private readonly LoopTimer _limit;
    private int _open;

    public CancelRelay(GateLoop owner, TcpConnection client, ReadOnlySpan<byte> packet)
    {
        _owner = owner;
        _client = client;
        _packet = packet.ToArray();
        _limit = owner.Loop.CreateTimer(static c => ((TcpConnection)c!).Close(), client);
        owner.Context.Counters.CountCancel();
        _limit.Start(GateContext.CancelLimit);
        if (SessionOf(owner.Context, packet) is { } session)
            session.TryCancelWaiting(taken => owner.Loop.Post(_ => Go(taken)));
        else
            Go(taken: false);
    }

    public static ICancelTarget? SessionOf(GateContext context, ReadOnlySpan<byte> packet) =>
        packet.Length == KeyedLength ? context.Keys.SessionOf(BinaryPrimitives.ReadUInt64BigEndian(packet[KeyOffset..])) : null;

    public static IReadOnlyList<Upstream> TargetsOf(GateContext context, ReadOnlySpan<byte> packet)
    {
        ulong key = packet.Length == KeyedLength ? BinaryPrimitives.ReadUInt64BigEndian(packet[KeyOffset..]) : 0;
        if (context.Console?.TryCancel(key) == true)
            return [];
        Upstream? owner = key == 0 ? null : context.Keys.OwnerOf(key);
        return owner is null ? context.Routes.All : [owner];
    }

    public override void OnConnected(TcpConnection connection) => connection.Write(_packet);

    public override void OnReadable(TcpConnection connection)
    {
        if (connection.Receive(connection.Loop.Scratch).Status == ReceiveStatus.Ended && connection != _client)
            connection.Close();
    }

    public override void OnClosed(TcpConnection connection, CloseReason reason)
    {
        if (connection == _client)
        {
            _limit.Stop();
            foreach (TcpConnection target in _targets)
                target.Close();
        }
        else if (--_open == 0)
        {
            _client.Close();
        }
    }

    private void Go(bool taken)
    {
        if (taken)
        {
            _client.Close();
            return;
        }
        foreach (Upstream upstream in TargetsOf(_owner.Context, _packet))
        {
            _open++;
            _targets.Add(_owner.Loop.Connect(upstream.EndPoint, this));
        }
        // A console's statement was cancelled at once: the client is let go as after any other.
        if (_open == 0)
            _limit.Start(TimeSpan.FromMilliseconds(1));
    }
}
