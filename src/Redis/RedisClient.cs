using System.Security.Cryptography;
using Seawall.Redis.Connections;
using Seawall.Redis.Resp;

namespace Seawall.Redis;

/// <summary>Whether a server is connected, since when, and if not, why.</summary>
public sealed record RedisState(bool Connected, DateTimeOffset Since, string? Cause);

/// <summary>
/// One server behind one connection that all callers share; it is made at once and made anew whenever it breaks. While there is none, commands fail
/// at once with <see cref="RedisUnavailableException"/>; a command whose connection breaks fails so too and is not sent again.
/// </summary>
public sealed class RedisClient : IRedis, IAsyncDisposable, IDisposable
{
    private readonly RedisClientOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;

    private volatile RedisConnection? _connection;
    private volatile RedisState _state;
    private volatile TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins to connect, and returns at once. Options that can't be are an <see cref="ArgumentException"/> that names each fault.</summary>
    public RedisClient(RedisClientOptions options) : this(options, TimeProvider.System, new Random(RandomNumberGenerator.GetInt32(int.MaxValue)))
    {
    }

    /// <summary>As above, with time and chance (of the pauses) given.</summary>
    public RedisClient(RedisClientOptions options, TimeProvider time, Random random)
    {
        options.Validate();
        _options = options;
        _time = time;
        _random = random;
        _state = new RedisState(false, time.GetUtcNow(), "not connected yet");
        _running = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Host and port.</summary>
    public string Address => _options.Address;

    /// <summary>Connected or down, since when and why.</summary>
    public RedisState State => _state;

    /// <summary>Whether a command would be sent now.</summary>
    public bool IsConnected => _connection is not null;

    /// <summary>Whether the server is connected and answers in time: false also while a reply is overdue and nothing has been heard since.</summary>
    public bool IsWell => _connection is { IsLate: false };

    /// <summary>Connects; a first try that fails is a <see cref="RedisUnavailableException"/>.</summary>
    public static async Task<RedisClient> ConnectAsync(RedisClientOptions options, CancellationToken ct)
    {
        var client = new RedisClient(options);
        try
        {
            await client.TriedAsync(ct).ConfigureAwait(false);
            return client.IsConnected ? client : throw client.Unavailable();
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Done when the server is connected, now or later.</summary>
    public Task WaitConnectedAsync(CancellationToken ct) => _connected.Task.WaitAsync(ct);

    /// <inheritdoc/>
    public ValueTask<T> SendAsync<T>(ReadOnlySpan<RedisArgument> command, ReplyReader<T> read, TimeSpan? timeout, CancellationToken ct) =>
        _connection is { } connection
            ? connection.SendAsync(command, read, timeout ?? _options.CommandTimeout, ct)
            : ValueTask.FromException<T>(Unavailable());

    /// <summary>Hands a command to the writer without waiting for the reply; <paramref name="failed"/> is called when the command was not done.</summary>
    public void Post(ReadOnlySpan<RedisArgument> command, Action failed)
    {
        if (_connection is { } connection)
            connection.Post(command, failed);
        else
            failed();
    }

    /// <summary>Ends the connection and waits for that; commands in flight fail.</summary>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        await _running.ConfigureAwait(false);
    }

    /// <summary>Begins to end the connection; commands in flight fail.</summary>
    public void Dispose() => _stop.Cancel();

    /// <summary>As <see cref="SendAsync"/>, with ASKING before it: a cluster's leave to touch a slot on the move.</summary>
    internal ValueTask<T> SendAskingAsync<T>(ReadOnlySpan<RedisArgument> command, ReplyReader<T> read, TimeSpan? timeout, CancellationToken ct) =>
        _connection is { } connection
            ? connection.SendAsync(command, read, timeout ?? _options.CommandTimeout, ct, asking: true)
            : ValueTask.FromException<T>(Unavailable());

    private Task TriedAsync(CancellationToken ct) => _tried.Task.WaitAsync(ct);

    private RedisUnavailableException Unavailable() =>
        new(_options.Address, _stop.IsCancellationRequested ? "the client was disposed" : _state.Cause ?? "the connection was just lost");

    private async Task RunAsync()
    {
        var failures = 0;
        while (!_stop.IsCancellationRequested)
        {
            var began = _time.GetTimestamp();
            var cause = await ServeAsync().ConfigureAwait(false);
            if (_stop.IsCancellationRequested)
                break;
            // A connection that lasted is no failure in a row.
            failures = _time.GetElapsedTime(began) > _options.LongestPause + _options.ConnectTimeout ? 1 : failures + 1;
            _state = _state with { Cause = cause.Message };
            _tried.TrySetResult();
            await Task.Delay(Pause.After(failures, _options.ShortestPause, _options.LongestPause, _random.NextDouble()), _time, _stop.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        _state = new RedisState(false, _time.GetUtcNow(), "the client was disposed");
        _tried.TrySetResult();
    }

    /// <summary>One connection from its making to its end; why it ended.</summary>
    private async Task<Exception> ServeAsync()
    {
        try
        {
            await using var connection = await RedisConnection.OpenAsync(_options, _time, _stop.Token).ConfigureAwait(false);
            _connection = connection;
            _state = new RedisState(true, _time.GetUtcNow(), null);
            _tried.TrySetResult();
            _connected.TrySetResult();
            connection.OnEnd(Lost);
            using (_stop.Token.UnsafeRegister(static ended => ((RedisConnection)ended!).Abort(), connection))
                return await connection.Ended.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>The connection is no more; whoever fails because of it finds this client down already.</summary>
    private void Lost(Exception cause)
    {
        _connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connection = null;
        _state = new RedisState(false, _time.GetUtcNow(), cause.Message);
    }
}
