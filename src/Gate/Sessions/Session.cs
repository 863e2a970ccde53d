using System.Net;
using Seawall.Gate.Routing;
using Seawall.Gate.Startup;
using Seawall.Gate.Statistics;
using Seawall.Gate.Tracking;
using Seawall.Kernel.Faults;
using Seawall.Transport;

namespace Seawall.Gate.Sessions;

/// <summary>
/// One client and its own server connection. Bytes go on as they came, first; then the tracker looks at them, while the other
/// side already works. When one side can't take more, the other is not read.
/// </summary>
internal sealed class Session : ConnectionHandler
{
    private readonly GateLoop _owner;
    private readonly TcpConnection _client;
    private readonly Upstream _upstream;
    private readonly SessionTracker? _tracker;
    private EndPoint? _way;
    private TcpConnection? _server;
    private ulong _backendKey;
    private bool _serverStands;
    private bool _serverFull;
    private bool _clientEnded;
    private bool _leaves;

    public Session(GateLoop owner, TcpConnection client, Upstream upstream, StartupParameters parameters)
    {
        _owner = owner;
        _client = client;
        _upstream = upstream;
        if (!parameters.IsReplication)
            _tracker = new SessionTracker(owner.Ledger, owner.Ledger.IdentityOf(parameters, owner.Context.Numbers.Next()));
    }

    public void Begin(ReadOnlySpan<byte> startupPacket, ReadOnlySpan<byte> rest)
    {
        _owner.Context.Counters.CountOpened();
        _owner.Add(this);
        _client.PauseReading();
        _way = _upstream.EndPoint;
        _server = _owner.Loop.Connect(_way, this);
        _server.Write(startupPacket);
        _server.Write(rest);
        _owner.SyncClock();
        _tracker?.OnClientBytes(rest);
    }

    /// <summary>Ends the session as soon as it is idle, when it goes to this address by another way than holds now: its client is to come anew.</summary>
    public void Leave(Link link)
    {
        if (!_upstream.Is(link) || _upstream.EndPoint.Equals(_way))
            return;
        _leaves = true;
        LeaveWhenIdle();
    }

    public override void OnConnected(TcpConnection connection)
    {
        _serverStands = true;
        _client.ResumeReading();
    }

    public override void OnReadable(TcpConnection connection)
    {
        if (connection == _client)
            RelayFromClient();
        else
            RelayFromServer();
    }

    public override void OnWritable(TcpConnection connection)
    {
        if (connection == _client)
        {
            _server!.ResumeReading();
            return;
        }
        _serverFull = false;
        ReadClientAgain();
    }

    public override void OnClosed(TcpConnection connection, CloseReason reason)
    {
        if (connection == _client)
        {
            _server!.Close();
            End();
        }
        else if (!_serverStands && !_client.IsClosed)
        {
            _owner.Context.Counters.CountRefused();
            _client.Write(Refusal.UpstreamDown(_upstream.Address, reason.ToString()).ToBytes());
            SayFarewell();
        }
        else if (!_client.IsClosed)
        {
            SayFarewell();
        }
    }

    private void RelayFromClient()
    {
        Span<byte> scratch = _owner.Loop.Scratch;
        ReceiveResult result = _client.Receive(scratch);
        if (result.Status == ReceiveStatus.Ended)
        {
            _clientEnded = true;
            _server!.EndWriting();
        }
        if (result.Status != ReceiveStatus.Received)
            return;
        Span<byte> bytes = scratch[..result.Bytes];
        _serverFull = !_server!.Write(bytes);
        if (_tracker is not null)
        {
            _owner.SyncClock();
            _tracker.OnClientBytes(bytes);
        }
        if (_serverFull || _tracker is { IsCrowded: true })
            _client.PauseReading();
    }

    private void RelayFromServer()
    {
        Span<byte> scratch = _owner.Loop.Scratch;
        ReceiveResult result = _server!.Receive(scratch);
        if (result.Status == ReceiveStatus.Ended)
            _server.Close();
        if (result.Status != ReceiveStatus.Received)
            return;
        Span<byte> bytes = scratch[..result.Bytes];
        if (!_client.Write(bytes))
            _server.PauseReading();
        if (_tracker is not null)
            Track(_tracker, bytes);
    }

    private void Track(SessionTracker tracker, ReadOnlySpan<byte> bytes)
    {
        bool wasCrowded = tracker.IsCrowded;
        _owner.SyncClock();
        tracker.OnServerBytes(bytes);
        if (tracker.BackendKey != _backendKey)
        {
            _backendKey = tracker.BackendKey;
            _owner.Context.Keys.Add(_backendKey, _upstream);
        }
        if (wasCrowded)
            ReadClientAgain();
        if (_leaves)
            LeaveWhenIdle();
    }

    private void LeaveWhenIdle()
    {
        if (_tracker is not { } tracker || (tracker.Outstanding == 0 && tracker.Status == (byte)'I'))
            _server!.Close();
    }

    private void ReadClientAgain()
    {
        if (!_serverFull && _tracker is not { IsCrowded: true })
            _client.ResumeReading();
    }

    // The server is gone; the client gets what was written and then the end.
    private void SayFarewell()
    {
        End();
        _client.Handler = new Farewell(_client, _clientEnded);
    }

    private void End()
    {
        _tracker?.Close();
        if (_backendKey != 0)
            _owner.Context.Keys.Remove(_backendKey);
        _owner.Context.Counters.CountClosed();
        _owner.Remove(this);
    }
}
