using System.Net;
using Seawall.Gate.Judging;
using Seawall.Gate.Relaying;
using Seawall.Gate.Routing;
using Seawall.Gate.Startup;
using Seawall.Gate.Tracking;
using Seawall.Kernel.Faults;
using Seawall.Transport;

namespace Seawall.Gate.Sessions;

/// <summary>
/// One client and its own server connection. Where nothing judges, bytes go on as they came, first; then the tracker looks at them, while the other
/// side already works. Otherwise the client's go through the checkpoint. When one side can't take more, the other is not read.
/// </summary>
internal sealed partial class Session : ConnectionHandler, IRelay, IWaiter, ICancelTarget
{
    private readonly GateLoop _owner;
    private readonly TcpConnection _client;
    private readonly Upstream _upstream;
    private readonly SessionTracker? _tracker;
    private readonly Checkpoint? _checkpoint;
    private LoopTimer? _patience;
    private LoopTimer? _time;
    private EndPoint? _way;
    private TcpConnection? _server;
    private ulong _backendKey;
    private bool _serverStands;
    private bool _serverFull;
    private bool _clientEnded;
    private bool _leaves;
    private bool _isOver;

    public Session(GateLoop owner, TcpConnection client, Upstream upstream, StartupParameters parameters)
    {
        _owner = owner;
        _client = client;
        _upstream = upstream;
        _connectedUnixMs = owner.Ledger.NowUnixMs;
        if (parameters.IsReplication)
            return;
        Judge judge = owner.Context.Judge;
        _tracker = new SessionTracker(owner.Ledger, owner.Ledger.IdentityOf(parameters, owner.Context.Numbers.Next()), judge.IsIdle ? null : judge);
        if (!judge.IsIdle)
            _checkpoint = new Checkpoint(_tracker, judge, upstream, this, this);
    }

    public void Begin(ReadOnlySpan<byte> startupPacket, ReadOnlySpan<byte> rest)
    {
        _owner.Context.Counters.CountOpened();
        _owner.Add(this);
        _client.PauseReading();
        _startedAt = _activeAt = _owner.Loop.NowMicros;
        _way = _upstream.EndPoint;
        _server = _owner.Loop.Connect(_way, this);
        _server.Write(startupPacket);
        _owner.SyncClock();
        if (_checkpoint is not null)
        {
            _checkpoint.OnClientBytes(rest);
            return;
        }
        _server.Write(rest);
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
        else if (!_serverStands && !_client.IsClosed && _goodbye is null)
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

    void IRelay.ToServer(ReadOnlySpan<byte> bytes) => _serverFull |= !_server!.Write(bytes);

    void IRelay.ToClient(ReadOnlySpan<byte> bytes)
    {
        if (!_client.Write(bytes))
            _server!.PauseReading();
    }

    void IRelay.StartPatience(int milliseconds)
    {
        _patience ??= _owner.Loop.CreateTimer(static s => ((Session)s!).OnPatienceOver(), this);
        _patience.Start(TimeSpan.FromMilliseconds(milliseconds));
    }

    void IRelay.StopPatience() => _patience?.Stop();

    void IRelay.StartTime(int milliseconds)
    {
        _time ??= _owner.Loop.CreateTimer(static s => ((Session)s!).OnTimeOver(), this);
        _time.Start(TimeSpan.FromMilliseconds(milliseconds));
    }

    void IRelay.StopTime() => _time?.Stop();

    void IRelay.SendCancel() => _ = new CancelShot(_owner.Loop, _way!, _tracker!.CancelPacket(), this);

    /// <summary>Called on any thread.</summary>
    void IWaiter.OnGranted() => _owner.Loop.Post(static s => ((Session)s!).OnGranted(), this);

    /// <summary>Called on any thread.</summary>
    public void TryCancelWaiting(Action<bool> answer) => _owner.Loop.Post(_ =>
    {
        bool taken = false;
        if (!_isOver && _checkpoint is not null)
        {
            _owner.SyncClock();
            taken = _checkpoint.TryCancelWaiting(CancelledWaiting.Refusal);
            ReadClientAgain();
        }
        answer(taken);
    });

    private void OnGranted()
    {
        if (_isOver)
            return;
        _owner.SyncClock();
        _checkpoint!.OnGranted();
        ReadClientAgain();
    }

    private void OnPatienceOver()
    {
        _owner.SyncClock();
        _checkpoint!.OnPatienceOver();
        ReadClientAgain();
    }

    private void OnTimeOver()
    {
        _owner.SyncClock();
        _checkpoint!.OnTimeOver();
    }

    private void RelayFromClient()
    {
        Span<byte> scratch = _owner.Loop.Scratch;
        ReceiveResult result = _client.Receive(scratch);
        if (result.Status == ReceiveStatus.Ended)
            OnClientEnded();
        if (result.Status != ReceiveStatus.Received)
            return;
        Span<byte> bytes = scratch[..result.Bytes];
        if (_checkpoint is not null)
        {
            _owner.SyncClock();
            _checkpoint.OnClientBytes(bytes);
        }
        else
        {
            _serverFull = !_server!.Write(bytes);
            if (_tracker is not null)
            {
                _owner.SyncClock();
                _tracker.OnClientBytes(bytes);
            }
        }
        if (!MayReadClient)
            _client.PauseReading();
    }

    private void OnClientEnded()
    {
        _clientEnded = true;
        // Who waits at the gate and ends its side is taken for gone: it must not keep others from its place in the queue.
        if (_checkpoint is { IsWaiting: true })
            _client.Close();
        else if (_checkpoint is not { IsHolding: true })
            _server!.EndWriting();
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
        if (_checkpoint is null && !_client.Write(bytes))
            _server.PauseReading();
        if (_tracker is not null)
            Track(_tracker, bytes);
    }

    private void Track(SessionTracker tracker, ReadOnlySpan<byte> bytes)
    {
        bool wasStopped = !MayReadClient || _clientEnded;
        _owner.SyncClock();
        if (_checkpoint is not null)
            _checkpoint.OnServerBytes(bytes);
        else
            tracker.OnServerBytes(bytes);
        _activeAt = _owner.Loop.NowMicros;
        if (tracker.BackendKey != _backendKey)
        {
            _backendKey = tracker.BackendKey;
            _owner.Context.Keys.Add(_backendKey, _upstream, this);
            LoggedIn();
        }
        if (wasStopped)
            ReadClientAgain();
        if (_leaves)
            LeaveWhenIdle();
    }

    private void LeaveWhenIdle()
    {
        if (_tracker is not { } tracker || (tracker.Outstanding == 0 && tracker.Status == (byte)'I' && _checkpoint is not { IsIdle: false }))
            _server!.Close();
    }

    private bool MayReadClient => !_serverFull && _tracker is not { IsCrowded: true } && _checkpoint is not { IsFull: true };

    private void ReadClientAgain()
    {
        if (MayReadClient)
            _client.ResumeReading();
        else
            _client.PauseReading();
        if (_clientEnded && _checkpoint is { IsHolding: false })
            _server!.EndWriting();
    }

    // The server is gone; the client gets what was written and then the end.
    private void SayFarewell()
    {
        End();
        SayGoodbye();
        _client.Handler = new Farewell(_client, _clientEnded);
    }

    private void End()
    {
        if (_isOver)
            return;
        _isOver = true;
        _checkpoint?.Close();
        _tracker?.Close();
        if (_backendKey != 0)
            _owner.Context.Keys.Remove(_backendKey);
        _owner.Context.Counters.CountClosed();
        LoggedIn();
        _owner.Remove(this);
    }

    /// <summary>Whether the cancel is still meant, now that its connection stands.</summary>
    internal bool ConfirmCancel() => !_isOver && _checkpoint!.ConfirmCancel();

    internal void OnCancelOver()
    {
        if (_isOver)
            return;
        _owner.SyncClock();
        _checkpoint!.OnCancelOver();
        ReadClientAgain();
    }
}
