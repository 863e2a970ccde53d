using System.Security.Cryptography;
using Seawall.Redis.Connections;
using Seawall.Redis.Resp;

namespace Seawall.Redis;

/// <summary>
/// Channels and patterns over a connection of their own, which is made anew when it breaks and subscribes again to all it had
/// (https://redis.io/docs/latest/develop/pubsub/). Messages published meanwhile are lost; every subscription is told so by a gap.
/// </summary>
public sealed class RedisSubscriber : IAsyncDisposable
{
    private const int UsualBuffer = 1024;

    private readonly TimeSpan _timeout;
    private readonly TimeSpan _heartbeat;
    private readonly TimeProvider _time;
    private readonly Keeper _keeper;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _beating;

    // One lock for who listens and what the server has been told of it; an entry's array is replaced, never changed.
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Name, bool IsPattern), RedisSubscription[]> _subscriptions = [];

    /// <summary>Begins to connect, and returns at once.</summary>
    public RedisSubscriber(RedisClientOptions options) : this(options, TimeProvider.System, new Random(RandomNumberGenerator.GetInt32(int.MaxValue)))
    {
    }

    /// <summary>As above, with time and chance (of the pauses) given.</summary>
    public RedisSubscriber(RedisClientOptions options, TimeProvider time, Random random)
    {
        _timeout = options.CommandTimeout;
        _heartbeat = options.DeadAfter;
        _time = time;
        _keeper = new Keeper(options, time, random, Take, GreetAsync);
        _beating = BeatAsync();
    }

    /// <summary>Connected or down, since when and why.</summary>
    public RedisState State => _keeper.State;

    /// <summary>Done when the server is connected and knows all subscriptions, now or later.</summary>
    public Task WaitConnectedAsync(CancellationToken ct) => _keeper.WaitConnectedAsync(ct);

    /// <summary>Subscribes to a channel; done when the server has confirmed it. Fails at once while there is no server.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="ct">Cancels the waiting.</param>
    /// <param name="buffer">Messages held for a slow reader.</param>
    public Task<RedisSubscription> SubscribeAsync(string channel, CancellationToken ct, int buffer = UsualBuffer) => AddAsync(channel, isPattern: false, buffer, ct);

    /// <summary>Subscribes to all channels whose name matches a glob pattern.</summary>
    public Task<RedisSubscription> SubscribePatternAsync(string pattern, CancellationToken ct, int buffer = UsualBuffer) => AddAsync(pattern, isPattern: true, buffer, ct);

    /// <summary>Ends the connection and all subscriptions.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(false);
        await _keeper.StopAsync().ConfigureAwait(false);
        lock (_lock)
        {
            foreach (var subscription in _subscriptions.Values.SelectMany(s => s))
                subscription.End();
            _subscriptions.Clear();
        }
    }

    internal void Remove(RedisSubscription subscription)
    {
        var id = (subscription.Name, subscription.IsPattern);
        lock (_lock)
        {
            if (!_subscriptions.TryGetValue(id, out var all))
                return;
            RedisSubscription[] rest = [.. all.Where(s => s != subscription)];
            if (rest.Length > 0)
            {
                _subscriptions[id] = rest;
                return;
            }
            _subscriptions.Remove(id);
            _keeper.Connection?.Post([subscription.IsPattern ? "PUNSUBSCRIBE" : "UNSUBSCRIBE", subscription.Name], static () => { });
        }
    }

    private async Task<RedisSubscription> AddAsync(string name, bool isPattern, int buffer, CancellationToken ct)
    {
        var subscription = new RedisSubscription(this, name, isPattern, buffer);
        ValueTask<bool> confirmed;
        lock (_lock)
        {
            var connection = _keeper.Connection ?? throw _keeper.Unavailable();
            _subscriptions[(name, isPattern)] = [.. _subscriptions.GetValueOrDefault((name, isPattern), []), subscription];
            confirmed = SubscribeOn(connection, name, isPattern, ct);
        }
        try
        {
            await confirmed.ConfigureAwait(false);
            return subscription;
        }
        catch
        {
            await subscription.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private ValueTask<bool> SubscribeOn(RedisConnection connection, string name, bool isPattern, CancellationToken ct) =>
        connection.SendAsync([isPattern ? "PSUBSCRIBE" : "SUBSCRIBE", name], Replies.Ignore, _timeout, ct);

    /// <summary>Says on a new connection what was subscribed on the one before.</summary>
    private async Task GreetAsync(RedisConnection connection, CancellationToken ct)
    {
        (string Name, bool IsPattern)[] known;
        lock (_lock)
        {
            known = [.. _subscriptions.Keys];
            foreach (var subscription in _subscriptions.Values.SelectMany(s => s))
                subscription.IsBroken = true;
        }
        // All at once: they are confirmed in order.
        var confirmations = known.Select(id => SubscribeOn(connection, id.Name, id.IsPattern, ct).AsTask());
        await Task.WhenAll(confirmations).ConfigureAwait(false);
    }

    /// <summary>A server that died without a word is found out by its silence to PING.</summary>
    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(_heartbeat, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
                _keeper.Connection?.Post(["PING"], static () => { });
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    /// <summary>Takes messages; confirmations and pongs are replies, matched in order by the connection.</summary>
    private bool Take(ReadOnlySpan<byte> message)
    {
        var reader = new RespReader(message);
        reader.Next();
        var parts = reader.Count;
        reader.Next();
        var kind = reader.Bytes;
        if (kind.SequenceEqual("message"u8) && parts == 3)
        {
            reader.Next();
            Deliver(reader.Text(), isPattern: false, null, ref reader);
            return true;
        }
        if (kind.SequenceEqual("pmessage"u8) && parts == 4)
        {
            reader.Next();
            var pattern = reader.Text();
            reader.Next();
            Deliver(pattern, isPattern: true, reader.Text(), ref reader);
            return true;
        }
        var confirmsPattern = kind.SequenceEqual("psubscribe"u8);
        if (confirmsPattern || kind.SequenceEqual("subscribe"u8))
        {
            reader.Next();
            Confirm(reader.Text(), confirmsPattern);
            return false;
        }
        return !kind.SequenceEqual("unsubscribe"u8) && !kind.SequenceEqual("punsubscribe"u8) && !kind.SequenceEqual("pong"u8);
    }

    private void Deliver(string name, bool isPattern, string? channel, ref RespReader reader)
    {
        RedisSubscription[]? subscriptions;
        lock (_lock)
            subscriptions = _subscriptions.GetValueOrDefault((name, isPattern));
        if (subscriptions is null)
            return;
        reader.Next();
        var message = new RedisMessage(channel ?? name, reader.Bytes.ToArray());
        foreach (var subscription in subscriptions)
            subscription.Offer(message);
    }

    private void Confirm(string name, bool isPattern)
    {
        lock (_lock)
        {
            foreach (var subscription in _subscriptions.GetValueOrDefault((name, isPattern), []))
            {
                if (!subscription.IsBroken)
                    continue;
                subscription.IsBroken = false;
                subscription.Offer(RedisMessage.Gap);
            }
        }
    }
}
