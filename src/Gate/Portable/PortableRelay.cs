using System.Net.Sockets;
using System.Threading.Channels;
using Seawall.Gate.Judging;
using Seawall.Gate.Relaying;
using Seawall.Gate.Routing;
using Seawall.Gate.Sessions;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Portable;

/// <summary>Both directions of one session on asynchronous streams, with or without a checkpoint in between. Decisions are made under the ledger's lock, bytes are written outside it.</summary>
internal sealed class PortableRelay : IRelay, IWaiter, ICancelTarget, IDisposable
{
    private readonly PortableGate _owner;
    private readonly SessionTracker? _tracker;
    private readonly Checkpoint? _checkpoint;
    private readonly Upstream _upstream;
    private readonly OutgoingBytes _toServer;
    private readonly OutgoingBytes _toClient;
    private readonly Channel<Act> _acts = Channel.CreateUnbounded<Act>();
    private ITimer? _patience;
    private ITimer? _time;
    private int _patienceRound;
    private int _timeRound;
    private bool _wantsCancel;
    private ulong _backendKey;
    private TaskCompletionSource? _changed;

    public PortableRelay(PortableGate owner, SessionTracker? tracker, Upstream upstream, Stream client, Stream server)
    {
        (_owner, _tracker, _upstream) = (owner, tracker, upstream);
        _toServer = new OutgoingBytes(server, owner.LedgerLock);
        _toClient = new OutgoingBytes(client, owner.LedgerLock);
        if (tracker is not null && !owner.Context.Judge.IsIdle)
            _checkpoint = new Checkpoint(tracker, owner.Context.Judge, upstream, this, this);
    }

    private enum ActKind : byte
    {
        Granted,
        PatienceOver,
        TimeOver,
        Flush,
    }

    /// <summary>Whether the client waits at the gate; one that ends meanwhile is taken for gone.</summary>
    public bool IsWaiting => _checkpoint is { IsWaiting: true };

    /// <summary>Since when a statement waits at the gate, monotonic microseconds; 0 when none does.</summary>
    public long WaitsSince => _checkpoint is { IsWaiting: true } ? _checkpoint.WaitsSince : 0;

    /// <summary>Whether that is because of a pause.</summary>
    public bool IsPaused => _checkpoint is { IsWaiting: true } && _owner.Context.Console?.Pause.Holds(_checkpoint.Ticket) == true;

    /// <summary>Whether nothing of the client is held or being answered here.</summary>
    public bool IsIdle => _checkpoint is not { IsIdle: false };

    /// <summary>Whether the server has let the client in.</summary>
    public bool IsLoggedIn => _backendKey != 0;

    /// <summary>Whether a message of the gate's own can stand where the client's stream is.</summary>
    public bool MaySpeak => _tracker is { ServerAtBoundary: true };

    /// <summary>Tells the client something behind all it was told before.</summary>
    public Task SayAsync(byte[] message, CancellationToken cancellationToken)
    {
        lock (_owner.LedgerLock)
            _toClient.Add(message);
        return _toClient.FlushAsync(cancellationToken);
    }

    public async Task FromClientAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        lock (_owner.LedgerLock)
        {
            _owner.Ledger.NowMicros = _owner.NowMicros;
            if (_checkpoint is not null)
            {
                _checkpoint.OnClientBytes(bytes.Span);
            }
            else
            {
                // Before the write: the answer must not overtake the question on its way to the tracker.
                _tracker?.OnClientBytes(bytes.Span);
                _toServer.Add(bytes.Span);
            }
        }
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task FromServerAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        lock (_owner.LedgerLock)
        {
            _owner.Ledger.NowMicros = _owner.NowMicros;
            if (_checkpoint is not null)
            {
                _checkpoint.OnServerBytes(bytes.Span);
            }
            else
            {
                _tracker?.OnServerBytes(bytes.Span);
                _toClient.Add(bytes.Span);
            }
            RememberKey();
            TellChange();
        }
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns when the client may be read further.</summary>
    public Task WhenRoomAsync() => WhenAsync(static c => !c.IsFull);

    /// <summary>Returns when nothing of the client is held back.</summary>
    public Task WhenReleasedAsync() => WhenAsync(static c => !c.IsHolding);

    /// <summary>Acts on grants and ends of time until the session is closed.</summary>
    public async Task RunActsAsync(CancellationToken cancellationToken)
    {
        await foreach (Act act in _acts.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            lock (_owner.LedgerLock)
            {
                _owner.Ledger.NowMicros = _owner.NowMicros;
                Perform(act);
                TellChange();
            }
            if (_wantsCancel)
                await CancelAsync(cancellationToken).ConfigureAwait(false);
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The session is over; under the ledger's lock.</summary>
    public void Close()
    {
        _checkpoint?.Close();
        if (_backendKey != 0)
            _owner.Context.Keys.Remove(_backendKey);
        _acts.Writer.TryComplete();
        TellChange();
    }

    public void Dispose()
    {
        _patience?.Dispose();
        _time?.Dispose();
        _toServer.Dispose();
        _toClient.Dispose();
    }

    public void TryCancelWaiting(Action<bool> answer)
    {
        bool taken;
        lock (_owner.LedgerLock)
        {
            _owner.Ledger.NowMicros = _owner.NowMicros;
            taken = _checkpoint?.TryCancelWaiting(CancelledWaiting.Refusal) == true;
        }
        _acts.Writer.TryWrite(new Act(ActKind.Flush, 0));
        answer(taken);
    }

    void IRelay.ToServer(ReadOnlySpan<byte> bytes) => _toServer.Add(bytes);

    void IRelay.ToClient(ReadOnlySpan<byte> bytes) => _toClient.Add(bytes);

    void IRelay.StartPatience(int milliseconds)
    {
        _patienceRound++;
        _patience ??= _owner.Time.CreateTimer(_ => _acts.Writer.TryWrite(new Act(ActKind.PatienceOver, _patienceRound)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _patience.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    void IRelay.StopPatience() => _patienceRound++;

    void IRelay.StartTime(int milliseconds)
    {
        _timeRound++;
        _time ??= _owner.Time.CreateTimer(_ => _acts.Writer.TryWrite(new Act(ActKind.TimeOver, _timeRound)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _time.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    void IRelay.StopTime() => _timeRound++;

    void IRelay.SendCancel() => _wantsCancel = true;

    /// <summary>Called on any thread.</summary>
    void IWaiter.OnGranted() => _acts.Writer.TryWrite(new Act(ActKind.Granted, 0));

    private void Perform(Act act)
    {
        switch (act.Kind)
        {
            case ActKind.Granted:
                _checkpoint!.OnGranted();
                break;
            case ActKind.PatienceOver when act.Round == _patienceRound:
                _checkpoint!.OnPatienceOver();
                break;
            case ActKind.TimeOver when act.Round == _timeRound:
                _checkpoint!.OnTimeOver();
                break;
        }
    }

    private async Task CancelAsync(CancellationToken cancellationToken)
    {
        _wantsCancel = false;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(GateContext.CancelLimit);
        try
        {
            using Socket server = await PortableSession.ConnectAsync(_upstream, limit.Token).ConfigureAwait(false);
            bool isMeant;
            lock (_owner.LedgerLock)
                isMeant = _checkpoint!.ConfirmCancel();
            if (isMeant)
            {
                await server.SendAsync(_tracker!.CancelPacket(), limit.Token).ConfigureAwait(false);
                await server.ReceiveAsync(new byte[1], limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // A server that takes no cancel goes on with the statement; its client gets the statement's own end.
        }
        lock (_owner.LedgerLock)
        {
            _owner.Ledger.NowMicros = _owner.NowMicros;
            _checkpoint!.OnCancelOver();
            TellChange();
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _toServer.FlushAsync(cancellationToken).ConfigureAwait(false);
        await _toClient.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task WhenAsync(Predicate<Checkpoint> holds)
    {
        while (_checkpoint is not null)
        {
            Task changed;
            lock (_owner.LedgerLock)
            {
                if (holds(_checkpoint))
                    return;
                changed = (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            await changed.ConfigureAwait(false);
        }
    }

    private void RememberKey()
    {
        if (_tracker is null || _tracker.BackendKey == _backendKey)
            return;
        _backendKey = _tracker.BackendKey;
        _owner.Context.Keys.Add(_backendKey, _upstream, this);
    }

    private void TellChange()
    {
        _changed?.TrySetResult();
        _changed = null;
    }

    private readonly record struct Act(ActKind Kind, int Round);
}
