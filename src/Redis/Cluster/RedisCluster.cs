using System.Collections.Concurrent;
using Seawall.Redis.Cluster;
using Seawall.Redis.Resp;

namespace Seawall.Redis;

/// <summary>
/// A Redis Cluster: every command goes to the node that has its key's slot, and follows MOVED and ASK at most five times. Keys of one command must share
/// a slot (<c>{braces}</c> make them). Unlike with <see cref="RedisClient"/>, bytes of a command must not change before its reply.
/// </summary>
public sealed class RedisCluster : IRedis, IAsyncDisposable
{
    private const int MostRedirects = 5;

    private readonly RedisClientOptions _options;
    private readonly ConcurrentDictionary<(string Host, int Port), Lazy<RedisClient>> _nodes = new();
    private readonly Lock _refreshLock = new();
    private volatile RedisClient?[] _owners = new RedisClient?[ClusterSlot.Count];
    private Task _refreshing = Task.CompletedTask;
    private bool _isDisposed;

    private RedisCluster(RedisClientOptions options) => _options = options;

    /// <summary>Nodes known so far.</summary>
    internal int Nodes => _nodes.Count;

    /// <summary>
    /// Connects to the cluster of which one of the addresses is a node; the other options hold for all nodes. When no address answers,
    /// the last one's <see cref="RedisUnavailableException"/>.
    /// </summary>
    public static async Task<RedisCluster> ConnectAsync(RedisClientOptions options, IReadOnlyList<(string Host, int Port)> seeds, CancellationToken ct)
    {
        if (seeds.Count == 0)
            throw new ArgumentException("A cluster needs at least one address.", nameof(seeds));
        if (options.Database != 0)
            throw new ArgumentException($"Database: a cluster has only 0, was {options.Database}", nameof(options));
        var cluster = new RedisCluster(options);
        try
        {
            for (var i = 0; ; i++)
            {
                try
                {
                    await cluster.LearnAsync(cluster.Node(seeds[i].Host, seeds[i].Port), ct).ConfigureAwait(false);
                    return cluster;
                }
                catch (Exception e) when (i < seeds.Count - 1 && e is RedisUnavailableException or RedisTimeoutException or RedisException)
                {
                    // The next address may be a node that lives.
                }
            }
        }
        catch
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<T> SendAsync<T>(ReadOnlySpan<RedisArgument> command, ReplyReader<T> read, TimeSpan? timeout, CancellationToken ct) =>
        RouteAsync(command.ToArray(), read, timeout, ct);

    /// <summary>Ends the connections to all nodes.</summary>
    public async ValueTask DisposeAsync()
    {
        Task refreshing;
        lock (_refreshLock)
        {
            _isDisposed = true;
            refreshing = _refreshing;
        }
        foreach (var node in _nodes.Values)
            await node.Value.DisposeAsync().ConfigureAwait(false);
        await refreshing.ConfigureAwait(false);
    }

    private async ValueTask<T> RouteAsync<T>(RedisArgument[] command, ReplyReader<T> read, TimeSpan? timeout, CancellationToken ct)
    {
        var node = CommandKey.Of(command) is { } key && _owners[ClusterSlot.Of(key)] is { } owner ? owner : Any();
        var asking = false;
        for (var redirects = 0; ; redirects++)
        {
            await node.TriedAsync(ct).ConfigureAwait(false);
            try
            {
                return asking
                    ? await node.SendAskingAsync(command, read, timeout, ct).ConfigureAwait(false)
                    : await node.SendAsync(command, read, timeout, ct).ConfigureAwait(false);
            }
            catch (RedisException e) when (redirects < MostRedirects && Redirect.Of(e.Message) is not null)
            {
                var to = Redirect.Of(e.Message)!.Value;
                node = Node(to.Host.Length > 0 ? to.Host : node.Host, to.Port);
                asking = to.IsAsk;
                // Where one slot moved, others did: one question brings the map up to date while this command goes on.
                if (!asking)
                    Refresh(node);
            }
            catch (RedisUnavailableException)
            {
                // A replica may have taken over; the next command shall find it.
                Refresh(Any());
                throw;
            }
        }
    }

    /// <summary>A node that is connected, or else any.</summary>
    private RedisClient Any() =>
        _nodes.Values.FirstOrDefault(node => node.Value.IsConnected)?.Value ?? _nodes.Values.First().Value;

    private RedisClient Node(string host, int port) =>
        _nodes.GetOrAdd((host, port), static (at, options) => new(() => new RedisClient(options with { Host = at.Host, Port = at.Port })), _options).Value;

    private void Refresh(RedisClient node)
    {
        lock (_refreshLock)
        {
            if (_refreshing.IsCompleted && !_isDisposed)
                _refreshing = TryLearnAsync(node);
        }
    }

    private async Task TryLearnAsync(RedisClient node)
    {
        try
        {
            await LearnAsync(node, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisUnavailableException or RedisTimeoutException or RedisException or RedisProtocolException)
        {
            // The old map and the redirects still lead there; the next of them asks again.
        }
    }

    private async Task LearnAsync(RedisClient node, CancellationToken ct)
    {
        await node.TriedAsync(ct).ConfigureAwait(false);
        var slots = SlotMap.Read(await node.ExecuteAsync(["CLUSTER", "SLOTS"], ct).ConfigureAwait(false), node.Host);
        _owners = [.. slots.Select(slot => slot is { } at ? Node(at.Host, at.Port) : null)];
    }
}
