using Seawall.Kernel.Faults;

namespace Seawall.Redis.Connections;

/// <summary>Keeps one server connected: makes the connection, makes it anew whenever it breaks, and says how things stand.</summary>
internal sealed class Keeper
{
    private const string WayChanged = "a drill changed the way to the server";

    private readonly RedisClientOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly PushHandler? _push;
    private readonly Func<RedisConnection, CancellationToken, Task>? _greet;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;

    private volatile RedisConnection? _connection;
    private volatile RedisState _state;
    private volatile TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="push">Takes what answers no command; null when nothing of that kind is asked for.</param>
    /// <param name="greet">What is said on every new connection before anybody else may use it.</param>
    public Keeper(RedisClientOptions options, TimeProvider time, Random random, PushHandler? push = null, Func<RedisConnection, CancellationToken, Task>? greet = null)
    {
        options.Validate();
        _options = options;
        _time = time;
        _random = random;
        _push = push;
        _greet = greet;
        _state = new RedisState(false, time.GetUtcNow(), "not connected yet");
        _running = Task.Run(RunAsync, CancellationToken.None);
    }

    public RedisState State => _state;

    /// <summary>The connection that stands now; null while there is none.</summary>
    public RedisConnection? Connection => _connection;

    /// <summary>Done after the first try, whatever came of it.</summary>
    public Task TriedAsync(CancellationToken ct) => _tried.Task.WaitAsync(ct);

    /// <summary>Done when the server is connected, now or later.</summary>
    public Task WaitConnectedAsync(CancellationToken ct) => _connected.Task.WaitAsync(ct);

    public RedisUnavailableException Unavailable() =>
        new(_options.Address, _stop.IsCancellationRequested ? "the client was disposed" : _state.Cause ?? "the connection was just lost");

    /// <summary>Begins to end.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Ends, and waits until it has.</summary>
    public Task StopAsync()
    {
        Stop();
        return _running;
    }

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
            var way = LinkTable.ProxyPort(_options.Host, _options.Port);
            await using var connection = await RedisConnection.OpenAsync(_options, _time, _push, _stop.Token).ConfigureAwait(false);
            if (_greet is not null)
                await _greet(connection, _stop.Token).ConfigureAwait(false);
            _connection = connection;
            _state = new RedisState(true, _time.GetUtcNow(), null);
            _tried.TrySetResult();
            _connected.TrySetResult();
            connection.OnEnd(Lost);
            using var ways = LinkTable.Subscribe(link =>
            {
                if (link == Link.To(_options.Host, _options.Port))
                    connection.Abort(WayChanged);
            });
            if (LinkTable.ProxyPort(_options.Host, _options.Port) != way)
                connection.Abort(WayChanged);
            using (_stop.Token.UnsafeRegister(static ended => ((RedisConnection)ended!).Abort(), connection))
                return await connection.Ended.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>The connection is no more; whoever fails because of it finds that said already.</summary>
    private void Lost(Exception cause)
    {
        _connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connection = null;
        _state = new RedisState(false, _time.GetUtcNow(), cause.Message);
    }
}
