using System.Net;
using Seawall.Transport.Native;

namespace Seawall.Transport;

/// <summary>
/// One thread that waits for sockets, timers and posted work and runs their handlers one after the other, without locks and without allocation.
/// Everything owned by a loop is used on its thread only; <see cref="Post"/> is the one door for other threads.
/// </summary>
public sealed class EventLoop : IAsyncDisposable
{
    private const int ScratchSize = 64 * 1024;
    private const long NoAlarm = long.MaxValue;

    private readonly Thread _thread;
    private readonly Epoll _epoll = new();
    private readonly SourceTable _sources = new();
    private readonly PostQueue _posted = new();
    private readonly Waker _waker;
    private readonly TimingWheel _wheel;
    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(ScratchSize, pinned: true);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly double _microsPerTimestamp;
    private Queue<EventSource> _deferred = new();
    private Queue<EventSource> _deferredNow = new();
    private Action<object?>? _alarm;
    private object? _alarmState;
    private long _alarmDue = NoAlarm;
    private bool _stopping;
    private int _started;

    /// <summary>A loop that runs nothing until <see cref="Start"/>; sources may be added before.</summary>
    public EventLoop(string name, TimeProvider? time = null)
    {
        if (!IsSupported)
            throw new PlatformNotSupportedException("Event loops need Linux (epoll). Use the portable path of the part that asked for one.");
        Name = name;
        Time = time ?? TimeProvider.System;
        _microsPerTimestamp = 1e6 / Time.TimestampFrequency;
        RefreshClock();
        _wheel = new TimingWheel(NowMicros);
        _waker = new Waker(this);
        Register(_waker, _waker.Fd, Epoll.In);
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    /// <summary>Whether this system has what loops are built on.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>The name of the loop and of its thread.</summary>
    public string Name { get; }

    /// <summary>The clock behind <see cref="NowMicros"/>.</summary>
    public TimeProvider Time { get; }

    /// <summary>Monotonic microseconds, read once before each handler runs.</summary>
    public long NowMicros { get; private set; }

    /// <summary>Bytes that connections of this loop have received; any thread may read it.</summary>
    public long BytesReceived { get; internal set; }

    /// <summary>Bytes that connections of this loop have sent; any thread may read it.</summary>
    public long BytesSent { get; internal set; }

    /// <summary>64 KB that any handler may use between entry and return, as the target of a receive for instance; nothing in it survives the handler.</summary>
    public Span<byte> Scratch => _scratch;

    /// <summary>Blocks for bytes that have to wait longer than one handler.</summary>
    public BlockPool Blocks { get; } = new();

    /// <summary>Whether the caller runs on this loop's thread.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>Connections and listeners the loop watches now.</summary>
    public int SourceCount => _sources.Count - 1;

    /// <summary>Told of an exception a handler let escape; its connection is reset, the loop goes on.</summary>
    public Action<Exception>? Faulted { get; set; }

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _started, 1) == 0)
            _thread.Start();
    }

    /// <summary>Runs work on the loop's thread soon, in the order posted. Any thread may call.</summary>
    public void Post(Action<object?> work, object? state = null)
    {
        if (_posted.Add(work, state))
            _waker.Wake();
    }

    /// <summary>A stopped timer of this loop; when it expires it calls back on the loop's thread.</summary>
    public LoopTimer CreateTimer(Action<object?> expired, object? state = null) => new(_wheel, expired, state);

    /// <summary>
    /// The loop's one precise alarm, for senders that keep a schedule finer than a timer's tick: <paramref name="ring"/> is called once
    /// <see cref="NowMicros"/> has reached what <see cref="SetAlarm"/> asked for, after the events at hand; within about 0.1 ms, without a busy wait.
    /// </summary>
    public void UseAlarm(Action<object?> ring, object? state) => (_alarm, _alarmState, _alarmDue) = (ring, state, NoAlarm);

    /// <summary>Lets the alarm ring once at this time of <see cref="NowMicros"/>; the last call counts.</summary>
    public void SetAlarm(long dueMicros) => _alarmDue = dueMicros;

    /// <summary>Forgets the alarm's time.</summary>
    public void StopAlarm() => _alarmDue = NoAlarm;

    /// <summary>Begins a connection to an IP or Unix endpoint; the handler hears <c>OnConnected</c>, or <c>OnClosed</c> with the reason. Never throws for a peer that is away.</summary>
    public TcpConnection Connect(EndPoint endPoint, ConnectionHandler handler) => TcpConnection.Connect(this, endPoint, handler);

    /// <summary>Accepts connections at the endpoint; <paramref name="accept"/> names the handler of each, or null to refuse it. Throws when the address can't be bound.</summary>
    public Listener Listen(EndPoint endPoint, Func<TcpConnection, ConnectionHandler?> accept, ListenerOptions? options = null) =>
        new(this, endPoint, accept, options ?? new ListenerOptions());

    /// <summary>Closes every source, ends the thread and returns when it has ended.</summary>
    public Task StopAsync()
    {
        if (Interlocked.Exchange(ref _started, 1) == 0)
            CloseAll();
        else
            Post(static loop => ((EventLoop)loop!)._stopping = true, this);
        return _stopped.Task;
    }

    /// <summary>The same as <see cref="StopAsync"/>.</summary>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    internal void Register(EventSource source, int fd, uint events)
    {
        source.Token = _sources.Add(source);
        _epoll.Register(fd, events, source.Token);
    }

    internal void Watch(EventSource source, int fd, uint events) => _epoll.Change(fd, events, source.Token);

    internal void Forget(EventSource source) => _sources.Remove(source.Token);

    internal void Unregister(EventSource source, int fd)
    {
        _epoll.Unregister(fd);
        _sources.Remove(source.Token);
    }

    /// <summary>Calls the source's <c>OnDeferred</c> once the events at hand have been handled.</summary>
    internal void Defer(EventSource source) => _deferred.Enqueue(source);

    private void Run()
    {
        while (!_stopping)
        {
            int count = Wait();
            RefreshClock();
            RunTimers();
            for (int i = 0; i < count; i++)
                Dispatch(_sources.Find(_epoll.DataAt(i)), _epoll.EventsAt(i));
            RunDeferred();
            RunPosted();
            RefreshClock();
            if (NowMicros >= _alarmDue)
                RingAlarm();
        }
        CloseAll();
    }

    private int Wait()
    {
        if (_deferred.Count > 0)
            return _epoll.Wait(0);
        int timers = _wheel.MillisecondsToNext(NowMicros);
        if (_alarmDue == NoAlarm)
            return _epoll.Wait(timers);
        long micros = Math.Max(0, _alarmDue - NowMicros);
        return _epoll.WaitMicros(timers < 0 ? micros : Math.Min(micros, timers * 1000L));
    }

    private void RingAlarm()
    {
        _alarmDue = NoAlarm;
        try
        {
            _alarm?.Invoke(_alarmState);
        }
        catch (Exception fault)
        {
            Faulted?.Invoke(fault);
        }
        RefreshClock();
    }

    private void Dispatch(EventSource? source, uint events)
    {
        if (source is null)
            return;
        try
        {
            RefreshClock();
            source.OnEvents(events);
        }
        catch (Exception fault)
        {
            Report(source, fault);
        }
    }

    // What is deferred while this runs waits for the next round, so that one busy connection can't starve the others.
    private void RunDeferred()
    {
        (_deferred, _deferredNow) = (_deferredNow, _deferred);
        while (_deferredNow.TryDequeue(out EventSource? source))
        {
            try
            {
                RefreshClock();
                source.OnDeferred();
            }
            catch (Exception fault)
            {
                Report(source, fault);
            }
        }
    }

    private void RunPosted()
    {
        Span<PostQueue.Work> posted = _posted.TakeAll();
        foreach (ref PostQueue.Work work in posted)
        {
            try
            {
                work.Action(work.State);
            }
            catch (Exception fault)
            {
                Faulted?.Invoke(fault);
            }
        }
        posted.Clear();
    }

    private void RunTimers()
    {
        try
        {
            _wheel.Advance(NowMicros);
        }
        catch (Exception fault)
        {
            Faulted?.Invoke(fault);
        }
    }

    private void Report(EventSource source, Exception fault)
    {
        Faulted?.Invoke(fault);
        source.OnFault(fault);
    }

    private void CloseAll()
    {
        foreach (EventSource source in _sources.All())
            source.OnLoopStopped();
        while (_deferred.Count > 0)
            RunDeferred();
        _epoll.Dispose();
        _stopped.TrySetResult();
    }

    private void RefreshClock() => NowMicros = (long)(Time.GetTimestamp() * _microsPerTimestamp);
}
