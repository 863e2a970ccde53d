using System.Security.Cryptography;
using Seawall.Redis.Connections;
using Seawall.Redis.Resp;

namespace Seawall.Redis;

/// <summary>
/// One server behind one connection that all callers share; it is made at once and made anew whenever it breaks. While there is none, commands fail
/// at once with <see cref="RedisUnavailableException"/>; a command whose connection breaks fails so too and is not sent again.
/// </summary>
public sealed class RedisClient : IRedis, IAsyncDisposable, IDisposable
{
    private readonly RedisClientOptions _options;
    private readonly Keeper _keeper;

    /// <summary>Begins to connect, and returns at once. Options that can't be are an <see cref="ArgumentException"/> that names each fault.</summary>
    public RedisClient(RedisClientOptions options) : this(options, TimeProvider.System, new Random(RandomNumberGenerator.GetInt32(int.MaxValue)))
    {
    }

    /// <summary>As above, with time and chance (of the pauses) given.</summary>
    public RedisClient(RedisClientOptions options, TimeProvider time, Random random)
    {
        _options = options;
        _keeper = new Keeper(options, time, random);
    }

    /// <summary>Host and port.</summary>
    public string Address => _options.Address;

    internal string Host => _options.Host;

    /// <summary>Connected or down, since when and why.</summary>
    public RedisState State => _keeper.State;

    /// <summary>Whether a command would be sent now.</summary>
    public bool IsConnected => _keeper.Connection is not null;

    /// <summary>Whether the server is connected and answers in time: false also while a reply is overdue and nothing has been heard since.</summary>
    public bool IsWell => _keeper.Connection is { IsLate: false };

    /// <summary>Connects; a first try that fails is a <see cref="RedisUnavailableException"/>.</summary>
    public static async Task<RedisClient> ConnectAsync(RedisClientOptions options, CancellationToken ct)
    {
        var client = new RedisClient(options);
        try
        {
            await client.TriedAsync(ct).ConfigureAwait(false);
            return client.IsConnected ? client : throw client._keeper.Unavailable();
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Done when the server is connected, now or later.</summary>
    public Task WaitConnectedAsync(CancellationToken ct) => _keeper.WaitConnectedAsync(ct);

    /// <inheritdoc/>
    public ValueTask<T> SendAsync<T>(ReadOnlySpan<RedisArgument> command, ReplyReader<T> read, TimeSpan? timeout, CancellationToken ct) =>
        _keeper.Connection is { } connection
            ? connection.SendAsync(command, read, timeout ?? _options.CommandTimeout, ct)
            : ValueTask.FromException<T>(_keeper.Unavailable());

    /// <summary>Hands a command to the writer without waiting for the reply; <paramref name="failed"/> is called when the command was not done.</summary>
    public void Post(ReadOnlySpan<RedisArgument> command, Action failed)
    {
        if (_keeper.Connection is { } connection)
            connection.Post(command, failed);
        else
            failed();
    }

    /// <summary>Ends the connection and waits for that; commands in flight fail.</summary>
    public ValueTask DisposeAsync() => new(_keeper.StopAsync());

    /// <summary>Begins to end the connection; commands in flight fail.</summary>
    public void Dispose() => _keeper.Stop();

    /// <summary>As <see cref="SendAsync"/>, with ASKING before it: a cluster's leave to touch a slot on the move.</summary>
    internal ValueTask<T> SendAskingAsync<T>(ReadOnlySpan<RedisArgument> command, ReplyReader<T> read, TimeSpan? timeout, CancellationToken ct) =>
        _keeper.Connection is { } connection
            ? connection.SendAsync(command, read, timeout ?? _options.CommandTimeout, ct, asking: true)
            : ValueTask.FromException<T>(_keeper.Unavailable());

    /// <summary>Done after the first try to connect, whatever came of it.</summary>
    internal Task TriedAsync(CancellationToken ct) => _keeper.TriedAsync(ct);
}
