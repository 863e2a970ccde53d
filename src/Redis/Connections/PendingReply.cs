using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using Seawall.Redis.Resp;

namespace Seawall.Redis.Connections;

/// <summary>A command that was sent, or waits to be, and is owed a reply.</summary>
internal abstract class PendingReply
{
    /// <summary>The timestamp from which nobody waits for it any more.</summary>
    public long Deadline { get; set; }

    /// <summary>The timestamp of its sending.</summary>
    public long Sent { get; set; }

    /// <summary>The reply has come.</summary>
    public abstract void Complete(ReadOnlySpan<byte> reply);

    /// <summary>No reply will come.</summary>
    public abstract void Fail(string address, Exception cause);

    /// <summary>The deadline has passed; the reply, when it comes, is read and dropped. False when nobody was waiting any more.</summary>
    public abstract bool TimeOut(string address);
}

/// <summary>A reply that nobody waits for; what goes wrong is counted by its sender.</summary>
internal sealed class UnwatchedReply(Action failed) : PendingReply
{
    public override void Complete(ReadOnlySpan<byte> reply)
    {
        if (reply[0] is (byte)'-' or (byte)'!')
            failed();
    }

    public override void Fail(string address, Exception cause) => failed();

    public override bool TimeOut(string address) => false;
}

/// <summary>
/// A reply that a caller awaits. Used again and again: it goes back to its pool once both the caller and the connection have let go of it.
/// </summary>
internal sealed class PendingReply<T> : PendingReply, IValueTaskSource<T>
{
    private const int Kept = 4096;

    private static readonly ConcurrentQueue<PendingReply<T>> _pool = new();
    private static int _pooled;

    private ManualResetValueTaskSourceCore<T> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private ReplyReader<T> _read = null!;
    private RedisArgument _name;
    private int _settled;
    private int _holders;

    public static PendingReply<T> Rent(RedisArgument name, ReplyReader<T> read)
    {
        if (_pool.TryDequeue(out var reply))
            Interlocked.Decrement(ref _pooled);
        else
            reply = new PendingReply<T>();
        reply._name = name;
        reply._read = read;
        reply._settled = 0;
        reply._holders = 2;
        return reply;
    }

    /// <summary>What the caller awaits, once.</summary>
    public ValueTask<T> Task => new(this, _core.Version);

    /// <summary>Lets the caller go when it cancels; the reply is still read. To be called before <see cref="Task"/> is handed out.</summary>
    public void CancelOn(CancellationToken ct)
    {
        if (ct.CanBeCanceled)
            _cancellation = ct.UnsafeRegister(static (reply, token) => ((PendingReply<T>)reply!).Cancel(token), this);
    }

    public override void Complete(ReadOnlySpan<byte> reply)
    {
        if (Settle())
        {
            try
            {
                if (reply[0] is (byte)'-' or (byte)'!')
                    _core.SetException(ErrorOf(reply));
                else
                    _core.SetResult(Read(reply));
            }
            catch (Exception e)
            {
                // Only this reply is not what was expected; the next one starts where it ends.
                _core.SetException(e);
            }
        }
        LetGo();
    }

    public override void Fail(string address, Exception cause)
    {
        if (Settle())
            _core.SetException(new RedisUnavailableException(address, cause.Message, cause));
        LetGo();
    }

    public override bool TimeOut(string address)
    {
        if (!Settle())
            return false;
        _core.SetException(new RedisTimeoutException($"Redis {address} did not answer {_name} in time."));
        return true;
    }

    T IValueTaskSource<T>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _cancellation.Dispose();
            _cancellation = default;
            LetGo();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    /// <summary>Gives it back unsent.</summary>
    public void Return()
    {
        _holders = 1;
        LetGo();
    }

    private T Read(ReadOnlySpan<byte> reply)
    {
        var reader = new RespReader(reply);
        return _read(ref reader);
    }

    private static RedisException ErrorOf(ReadOnlySpan<byte> reply)
    {
        var reader = new RespReader(reply);
        reader.Next();
        return new RedisException(reader.Text());
    }

    private void Cancel(CancellationToken ct)
    {
        if (Settle())
            _core.SetException(new OperationCanceledException(ct));
    }

    private bool Settle() => Interlocked.Exchange(ref _settled, 1) == 0;

    private void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) != 0)
            return;
        _core.Reset();
        _read = null!;
        if (Interlocked.Increment(ref _pooled) <= Kept)
            _pool.Enqueue(this);
        else
            Interlocked.Decrement(ref _pooled);
    }
}
