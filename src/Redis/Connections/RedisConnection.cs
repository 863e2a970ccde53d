using Seawall.Redis.Resp;

namespace Seawall.Redis.Connections;

/// <summary>Takes a message that answers no command; false when it is the reply to one after all, such as to SUBSCRIBE.</summary>
internal delegate bool PushHandler(ReadOnlySpan<byte> message);

/// <summary>
/// One connection for all callers: commands go out in the order in which they were taken, by one writer and many a write;
/// replies come back in the same order, to one reader. A caller that stops waiting leaves its place in the order standing.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(10);
    private static readonly RedisArgument[] _asking = ["ASKING"];

    private readonly RedisClientOptions _options;
    private readonly TimeProvider _time;
    private readonly Stream _stream;
    private readonly PushHandler? _push;
    private readonly CancellationTokenSource _stop = new();
    private readonly WriteSignal _writer = new();
    private readonly ITimer _sweeper;
    private readonly Task<Exception> _running;

    // One lock for the order: what is written and who waits for it change together.
    private readonly Lock _order = new();
    private readonly Queue<PendingReply> _waiting = new();
    private CommandBuffer _filling = new();
    private CommandBuffer _sending = new();
    private bool _writing;
    private bool _sweeping;
    private Exception? _end;
    private Action<Exception>? _onEnd;

    private long _heard;
    private volatile bool _isLate;

    private RedisConnection(RedisClientOptions options, TimeProvider time, PushHandler? push, Stream stream)
    {
        _options = options;
        _time = time;
        _push = push;
        _stream = stream;
        _heard = time.GetTimestamp();
        _sweeper = time.CreateTimer(static connection => ((RedisConnection)connection!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _running = RunAsync();
    }

    /// <summary>Ends with why the connection ended.</summary>
    public Task<Exception> Ended => _running;

    /// <summary>Whether a reply is overdue and nothing has been heard since.</summary>
    public bool IsLate => _isLate;

    /// <summary>Connects and logs in within the time for it.</summary>
    public static async Task<RedisConnection> OpenAsync(RedisClientOptions options, TimeProvider time, PushHandler? push, CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        RedisConnection? connection = null;
        try
        {
            connection = new RedisConnection(options, time, push, await Dialer.DialAsync(options, limit.Token).ConfigureAwait(false));
            await Login.RunAsync(connection, options, limit.Token).ConfigureAwait(false);
            return connection;
        }
        catch (Exception e)
        {
            if (connection is not null)
                await connection.DisposeAsync().ConfigureAwait(false);
            if (e is OperationCanceledException && !ct.IsCancellationRequested)
                throw new IOException($"no connection within {options.ConnectTimeout.TotalMilliseconds:0} ms", e);
            throw;
        }
    }

    /// <summary>Takes a command for sending and gives what to await; fails at once when the connection has ended or is full.</summary>
    public ValueTask<T> SendAsync<T>(ReadOnlySpan<RedisArgument> command, ReplyReader<T> read, CancellationToken ct) =>
        SendAsync(command, read, _options.CommandTimeout, ct);

    /// <param name="asking">Whether ASKING goes before it, for a slot that is on the move.</param>
    public ValueTask<T> SendAsync<T>(ReadOnlySpan<RedisArgument> command, ReplyReader<T> read, TimeSpan timeout, CancellationToken ct, bool asking = false)
    {
        if (ct.IsCancellationRequested)
            return ValueTask.FromCanceled<T>(ct);
        var reply = PendingReply<T>.Rent(command[0], read);
        if (Take(command, reply, timeout, asking) is { } refusal)
        {
            reply.Return();
            return ValueTask.FromException<T>(refusal);
        }
        reply.CancelOn(ct);
        return reply.Task;
    }

    /// <summary>Takes a command that nobody waits for; <paramref name="failed"/> is called when it was not done.</summary>
    public void Post(ReadOnlySpan<RedisArgument> command, Action failed)
    {
        if (Take(command, new UnwatchedReply(failed), _options.CommandTimeout, asking: false) is not null)
            failed();
    }

    /// <summary>Names who is told of the end before any caller is; at once when it has come already.</summary>
    public void OnEnd(Action<Exception> told)
    {
        lock (_order)
        {
            if (_end is null)
            {
                _onEnd = told;
                return;
            }
        }
        told(_end);
    }

    /// <summary>Begins to end the connection.</summary>
    public void Abort(string why = "the client was disposed") => End(new IOException(why));

    /// <summary>Ends the connection and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        Abort();
        await _running.ConfigureAwait(false);
    }

    private RedisUnavailableException? Take(ReadOnlySpan<RedisArgument> command, PendingReply reply, TimeSpan timeout, bool asking)
    {
        bool wake, sweep;
        lock (_order)
        {
            if (_end is not null)
                return new RedisUnavailableException(_options.Address, _end.Message, _end);
            if (_waiting.Count >= _options.MaxInFlight)
                return new RedisUnavailableException(_options.Address, $"{_waiting.Count} commands await replies already");
            if (_filling.Length >= _options.MaxUnsentBytes)
                return new RedisUnavailableException(_options.Address, $"{_filling.Length} bytes wait to be sent already");
            if (asking)
                Add(_asking, new UnwatchedReply(static () => { }), timeout);
            Add(command, reply, timeout);
            wake = !_writing;
            sweep = !_sweeping;
            _writing = _sweeping = true;
        }
        if (wake)
            _writer.Set();
        if (sweep)
            _sweeper.Change(_tick, Timeout.InfiniteTimeSpan);
        return null;
    }

    private void Add(ReadOnlySpan<RedisArgument> command, PendingReply reply, TimeSpan timeout)
    {
        _filling.Append(command);
        reply.Sent = _time.GetTimestamp();
        reply.Deadline = reply.Sent + (long)(timeout.TotalSeconds * _time.TimestampFrequency);
        _waiting.Enqueue(reply);
    }

    private async Task<Exception> RunAsync()
    {
        await Task.WhenAll(GuardAsync(WriteAsync), GuardAsync(ReadAsync)).ConfigureAwait(false);
        await _sweeper.DisposeAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        lock (_order)
        {
            _filling.Dispose();
            _sending.Dispose();
            return _end!;
        }
    }

    private async Task GuardAsync(Func<Task> work)
    {
        // Neither loop may start inside the constructor.
        await Task.Yield();
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            End(e);
        }
    }

    private async Task WriteAsync()
    {
        while (true)
        {
            await _writer.Task.ConfigureAwait(false);
            while (TryTakeWritten() is { } commands)
            {
                await _stream.WriteAsync(commands.Written, _stop.Token).ConfigureAwait(false);
                commands.Clear();
            }
            if (_stop.IsCancellationRequested)
                return;
        }
    }

    /// <summary>What was filled since the last write; null when that is nothing, and the writer rests until it is woken.</summary>
    private CommandBuffer? TryTakeWritten()
    {
        lock (_order)
        {
            if (_end is not null)
                return null;
            if (_filling.Length == 0)
            {
                _writer.Reset();
                _writing = false;
                return null;
            }
            (_filling, _sending) = (_sending, _filling);
            return _sending;
        }
    }

    private async Task ReadAsync()
    {
        using var replies = new ReplyBuffer();
        while (await replies.ReadAsync(_stream, _stop.Token).ConfigureAwait(false))
        {
            Volatile.Write(ref _heard, _time.GetTimestamp());
            _isLate = false;
            while (replies.TryTake(out var reply))
                Deliver(reply);
        }
        throw new EndOfStreamException("the server closed the connection");
    }

    private void Deliver(ReadOnlySpan<byte> reply)
    {
        // A connection with a handler is a subscriber's: there RESP2 sends messages, and nothing else, as arrays.
        if (reply[0] == '>' ? _push is null || _push(reply) : _push is not null && reply[0] == '*' && _push(reply))
            return;
        PendingReply? waiting;
        lock (_order)
            _waiting.TryDequeue(out waiting);
        if (waiting is null)
            RedisProtocolException.Throw("the server sent a reply to no command");
        waiting.Complete(reply);
    }

    private void Sweep()
    {
        Exception? dead = null;
        lock (_order)
        {
            if (_end is not null)
                return;
            var now = _time.GetTimestamp();
            foreach (var reply in _waiting)
            {
                // Within the lock it can't have gone back to its pool.
                if (reply.Deadline <= now && reply.TimeOut(_options.Address))
                    _isLate = true;
            }
            if (_waiting.TryPeek(out var oldest)
                && _time.GetElapsedTime(Math.Max(oldest.Sent, Volatile.Read(ref _heard)), now) > _options.DeadAfter)
            {
                dead = new TimeoutException($"it owes replies and has been silent for {_options.DeadAfter.TotalSeconds:0.#} s");
            }
            _sweeping = _waiting.Count > 0;
            if (_sweeping && dead is null)
                _sweeper.Change(_tick, Timeout.InfiniteTimeSpan);
        }
        if (dead is not null)
            End(dead);
    }

    private void End(Exception cause)
    {
        PendingReply[] waiting;
        Action<Exception>? told;
        bool wake;
        lock (_order)
        {
            if (_end is not null)
                return;
            _end = cause;
            told = _onEnd;
            waiting = [.. _waiting];
            _waiting.Clear();
            wake = !_writing;
            _writing = true;
        }
        told?.Invoke(cause);
        _stop.Cancel();
        if (wake)
            _writer.Set();
        foreach (var reply in waiting)
            reply.Fail(_options.Address, cause);
    }
}
