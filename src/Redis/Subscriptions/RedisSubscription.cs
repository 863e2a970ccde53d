using System.Threading.Channels;

namespace Seawall.Redis;

/// <summary>
/// The messages of a channel or pattern, in order, for one reader. What is not read in time is dropped beyond the buffer and shows as a gap,
/// as does a break of the connection once it stands again. It ends when it or its subscriber is disposed.
/// </summary>
public sealed class RedisSubscription : IAsyncEnumerable<RedisMessage>, IAsyncDisposable
{
    private readonly RedisSubscriber _subscriber;
    private readonly Channel<RedisMessage> _buffer;
    private int _missed;

    internal RedisSubscription(RedisSubscriber subscriber, string name, bool isPattern, int buffer)
    {
        _subscriber = subscriber;
        Name = name;
        IsPattern = isPattern;
        _buffer = Channel.CreateBounded<RedisMessage>(new BoundedChannelOptions(buffer) { SingleReader = true });
    }

    /// <summary>The channel, or the pattern.</summary>
    public string Name { get; }

    /// <summary>Whether <see cref="Name"/> is a pattern.</summary>
    public bool IsPattern { get; }

    /// <summary>Set while the server does not know of it; then the next confirmation is a gap's end.</summary>
    internal bool IsBroken { get; set; }

    /// <inheritdoc/>
    public async IAsyncEnumerator<RedisMessage> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        while (await _buffer.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (_buffer.Reader.TryRead(out var message))
                yield return message;
            if (Interlocked.Exchange(ref _missed, 0) == 1)
                yield return RedisMessage.Gap;
        }
    }

    /// <summary>Takes its name off the server when no other subscription has it.</summary>
    public ValueTask DisposeAsync()
    {
        _subscriber.Remove(this);
        End();
        return ValueTask.CompletedTask;
    }

    /// <summary>Called by the connection's reader only.</summary>
    internal void Offer(RedisMessage message)
    {
        // What was dropped was older than this message, so the gap goes before it.
        if (Interlocked.Exchange(ref _missed, 0) == 1 && !_buffer.Writer.TryWrite(RedisMessage.Gap))
            Volatile.Write(ref _missed, 1);
        else if (!_buffer.Writer.TryWrite(message))
            Volatile.Write(ref _missed, 1);
    }

    internal void End() => _buffer.Writer.TryComplete();
}
