using System.Net;
using System.Net.Sockets;
using Seawall.Transport.Native;

namespace Seawall.Transport;

/// <summary>
/// A non-blocking stream socket on a loop. Received bytes go where the handler says; written bytes go to the kernel at once
/// and only what it refuses is copied. The loop is told of edges once (epoll, edge-triggered) and remembers them, so neither
/// back-pressure nor a busy peer costs a system call.
/// </summary>
public sealed unsafe class TcpConnection : EventSource, IAdmitted
{
    private const uint Watched = Epoll.In | Epoll.Out | Epoll.PeerEnded | Epoll.EdgeTriggered;

    private readonly OutputQueue _output;
    private Admission? _admission;
    private int _seat = SeatTable.None;
    private int _fd;
    private State _state;
    private CloseReason _closeReason;
    private bool _readable;
    private bool _peerEnded;
    private bool _paused;
    private bool _deferred;
    private bool _endAfterOutput;
    private bool _closeAfterOutput;

    private TcpConnection(EventLoop loop, int fd, State state, ConnectionHandler? handler) : base(loop)
    {
        _fd = fd;
        _state = state;
        _output = new OutputQueue(loop.Blocks);
        Handler = handler!;
    }

    private enum State : byte
    {
        Connecting,
        Open,
        Closed,
        Detached,
    }

    /// <summary>The protocol in charge; it may be replaced at any time on the loop's thread.</summary>
    public ConnectionHandler Handler { get; set; }

    /// <summary>Whether bytes can still be written.</summary>
    public bool IsOpen => _state == State.Open;

    /// <summary>Whether the connection is gone, or about to tell so.</summary>
    public bool IsClosed => _state >= State.Closed;

    /// <summary>Written bytes the kernel has not taken yet.</summary>
    public long PendingBytes => _output.Length;

    /// <summary>The admission's seat that the connection holds; -1 for outgoing connections and listeners without one.</summary>
    public int Seat => _seat;

    /// <summary>Whether its handler has nothing under way.</summary>
    bool IAdmitted.IsIdle => Handler is { } handler && handler.IsIdle(this);

    /// <summary>The peer's address; null for Unix sockets and closed connections.</summary>
    public IPEndPoint? RemoteEndPoint => _fd < 0 ? null : SocketCalls.RemoteEndPoint(_fd);

    /// <summary>This side's address; null for Unix sockets and closed connections.</summary>
    public IPEndPoint? LocalEndPoint => _fd < 0 ? null : SocketCalls.LocalEndPoint(_fd);

    /// <summary>Receives once into the span. After <see cref="ReceiveStatus.Ended"/> the connection stays open for writing until it is closed.</summary>
    public ReceiveResult Receive(Span<byte> into)
    {
        if (_state != State.Open)
            return new ReceiveResult(ReceiveStatus.Closed);
        while (true)
        {
            nint count;
            fixed (byte* bytes = into)
                count = Libc.Receive(_fd, bytes, (nuint)into.Length, 0);
            if (count > 0)
            {
                // A short count means the socket was drained; later bytes raise a new edge (epoll(7)). Not so when the end was already announced.
                if (count < into.Length && !_peerEnded)
                    _readable = false;
                Loop.BytesReceived += count;
                return new ReceiveResult(ReceiveStatus.Received, (int)count);
            }
            if (count == 0 && into.Length > 0)
            {
                _readable = false;
                return new ReceiveResult(ReceiveStatus.Ended);
            }
            int errno = Errno.Last;
            if (errno == Errno.Interrupted)
                continue;
            _readable = false;
            if (errno == Errno.Again)
                return new ReceiveResult(ReceiveStatus.Empty);
            Close(new CloseReason(CloseKind.Broken, errno));
            return new ReceiveResult(ReceiveStatus.Closed);
        }
    }

    /// <summary>
    /// Sends the bytes; what the kernel does not take now is copied and sent later. False when bytes are held back: a relay then
    /// pauses its source until <see cref="ConnectionHandler.OnWritable"/>. Bytes for a closed connection are dropped.
    /// </summary>
    public bool Write(ReadOnlySpan<byte> bytes)
    {
        if (_state >= State.Closed)
            return true;
        if (_state == State.Open && _output.IsEmpty)
            bytes = bytes[Send(bytes)..];
        if (bytes.IsEmpty || _state == State.Closed)
            return true;
        if (_admission is not null && _output.Length + bytes.Length > _admission.Options.HeldBytes)
        {
            SocketCalls.ResetOnClose(_fd);
            Close(new CloseReason(CloseKind.Overrun));
            return true;
        }
        _output.Append(bytes);
        return false;
    }

    /// <summary>Stops <c>OnReadable</c>; the kernel's buffers fill and the peer has to wait.</summary>
    public void PauseReading() => _paused = true;

    /// <summary>Lets <c>OnReadable</c> come again.</summary>
    public void ResumeReading()
    {
        if (!_paused)
            return;
        _paused = false;
        if (_readable)
            Defer();
    }

    /// <summary>Tells the peer that no more bytes come, once all written ones are sent; receiving goes on.</summary>
    public void EndWriting()
    {
        if (_output.IsEmpty && _state == State.Open)
            _ = Libc.Shutdown(_fd, Libc.ShutWrite);
        else
            _endAfterOutput = true;
    }

    /// <summary>Closes at once; bytes held back are dropped.</summary>
    public void Close() => Close(new CloseReason(CloseKind.Local));

    /// <summary>Closes as soon as all written bytes are with the kernel.</summary>
    public void CloseAfterWriting()
    {
        if (_output.IsEmpty)
            Close();
        else
            _closeAfterOutput = true;
    }

    /// <summary>Closes with a reset, so that the peer knows the end was not orderly.</summary>
    public void Reset()
    {
        if (_state < State.Closed)
            SocketCalls.ResetOnClose(_fd);
        Close();
    }

    /// <summary>Lets go of the admission's seat without giving it back: whoever took the socket over holds it now. -1 when there is none.</summary>
    public int TakeSeat()
    {
        int seat = _seat;
        (_seat, _admission) = (SeatTable.None, null);
        return seat;
    }

    void IAdmitted.Leave(LeaveReason reason)
    {
        if (reason == LeaveReason.SlowHandshake)
            Loop.Post(static c => ((TcpConnection)c!).OnLeave(LeaveReason.SlowHandshake), this);
        else
            Loop.Post(static c => ((TcpConnection)c!).OnLeave(LeaveReason.Shed), this);
    }

    /// <summary>Gives the open socket away: the loop forgets it without <c>OnClosed</c>. Bytes already received belong to the caller; none may be held back.</summary>
    public SafeSocketHandle Detach()
    {
        if (_state != State.Open || !_output.IsEmpty)
            throw new InvalidOperationException("Only an open connection without held-back bytes can be detached.");
        int fd = _fd;
        Loop.Unregister(this, fd);
        _state = State.Detached;
        _fd = -1;
        return new SafeSocketHandle(fd, ownsHandle: true);
    }

    internal static TcpConnection Accepted(EventLoop loop, int fd)
    {
        SocketCalls.TuneStream(fd);
        return new TcpConnection(loop, fd, State.Open, handler: null);
    }

    /// <summary>Takes a seat for its whole life; false when its address has too many.</summary>
    internal bool Sit(Admission admission, AddressKey address)
    {
        _seat = admission.Sit(this, address, Loop.NowMicros);
        if (_seat == SeatTable.None)
            return false;
        _admission = admission;
        SocketCalls.WatchPeer(_fd, admission.Options);
        return true;
    }

    internal static TcpConnection Connect(EventLoop loop, EndPoint endPoint, ConnectionHandler handler)
    {
        int fd = SocketCalls.OpenStream(endPoint);
        TcpConnection connection = new(loop, fd, State.Connecting, handler);
        SocketCalls.TuneStream(fd);
        int error = SocketCalls.Connect(fd, endPoint) < 0 ? Errno.Last : 0;
        connection.Watch();
        if (error is not (0 or Errno.InProgress))
            connection.Close(new CloseReason(CloseKind.ConnectFailed, error));
        return connection;
    }

    internal void Watch() => Loop.Register(this, _fd, Watched);

    internal override void OnEvents(uint events)
    {
        if ((events & (Epoll.PeerEnded | Epoll.HangUp | Epoll.Error)) != 0)
            _peerEnded = true;
        if ((events & (Epoll.In | Epoll.PeerEnded | Epoll.HangUp | Epoll.Error)) != 0)
            _readable = true;
        if (_state == State.Connecting && !FinishConnect(events))
            return;
        if ((events & Epoll.Out) != 0 && !_output.IsEmpty)
            Flush();
        DispatchReadable();
    }

    internal override void OnDeferred()
    {
        _deferred = false;
        if (_state == State.Closed)
            Handler?.OnClosed(this, _closeReason);
        else
            DispatchReadable();
    }

    internal override void OnLoopStopped() => Close(new CloseReason(CloseKind.LoopStopped));

    internal override void OnFault(Exception fault)
    {
        if (_state < State.Closed)
            SocketCalls.ResetOnClose(_fd);
        Close(new CloseReason(CloseKind.HandlerFault));
    }

    private void OnLeave(LeaveReason reason)
    {
        if (_state == State.Open)
            Handler.OnLeave(this, reason);
    }

    private bool FinishConnect(uint events)
    {
        if ((events & (Epoll.Out | Epoll.Error | Epoll.HangUp)) == 0)
            return false;
        int error = SocketCalls.PendingError(_fd);
        if (error != 0)
        {
            Close(new CloseReason(CloseKind.ConnectFailed, error));
            return false;
        }
        _state = State.Open;
        Handler.OnConnected(this);
        if (_endAfterOutput && _output.IsEmpty && _state == State.Open)
            _ = Libc.Shutdown(_fd, Libc.ShutWrite);
        return _state == State.Open;
    }

    private void DispatchReadable()
    {
        if (!_readable || _paused || _state != State.Open)
            return;
        Handler.OnReadable(this);
        if (_readable && !_paused && _state == State.Open)
            Defer();
    }

    private int Send(ReadOnlySpan<byte> bytes)
    {
        int sent = 0;
        while (sent < bytes.Length)
        {
            nint count;
            fixed (byte* from = bytes)
                count = Libc.Send(_fd, from + sent, (nuint)(bytes.Length - sent), Libc.MsgNoSignal);
            if (count >= 0)
            {
                sent += (int)count;
                continue;
            }
            int errno = Errno.Last;
            if (errno == Errno.Interrupted)
                continue;
            if (errno != Errno.Again)
                Close(new CloseReason(CloseKind.Broken, errno));
            break;
        }
        Loop.BytesSent += sent;
        return sent;
    }

    private void Flush()
    {
        while (!_output.IsEmpty)
        {
            ReadOnlySpan<byte> head = _output.Head;
            int sent = Send(head);
            if (_state == State.Closed)
                return;
            _output.Consume(sent);
            if (sent < head.Length)
                return;
        }
        if (_endAfterOutput)
            _ = Libc.Shutdown(_fd, Libc.ShutWrite);
        if (_closeAfterOutput)
            Close();
        else
            Handler.OnWritable(this);
    }

    private void Close(CloseReason reason)
    {
        if (_state >= State.Closed)
            return;
        _state = State.Closed;
        _closeReason = reason;
        _output.Clear();
        _admission?.Leave(TakeSeat());
        Loop.Forget(this);
        // Closing the last descriptor takes it out of epoll by itself (epoll(7)).
        _ = Libc.Close(_fd);
        _fd = -1;
        Defer();
    }

    private void Defer()
    {
        if (_deferred)
            return;
        _deferred = true;
        Loop.Defer(this);
    }
}
