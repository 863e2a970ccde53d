using System.Net;
using Seawall.Transport;

namespace Seawall.Peers.HotRow;

/// <summary>All clients of one way on one event loop. They stay connected from slice to slice, as an application's pool does, so that a slice measures updates only.</summary>
internal sealed class HotRowClients : IAsyncDisposable
{
    private const int ConnectingAtOnce = 16;
    private const int WarmUp = 3;

    private readonly HotRowClient[] _clients;
    private readonly IPEndPoint _server;
    private readonly List<double> _times = [];
    private TaskCompletionSource _done = new();
    private Action<HotRowClient>? _whenIdle;
    private int _busy;

    private HotRowClients(string name, int port, int count)
    {
        _server = new IPEndPoint(IPAddress.Loopback, port);
        Loop = new EventLoop(name);
        _clients = [.. Enumerable.Range(0, count).Select(number => new HotRowClient(this, number))];
        Loop.Start();
    }

    public EventLoop Loop { get; }

    /// <summary>Whether clients end when their transaction does.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Connects all, and lets each change a row of its own a few times: what a new connection costs its server first is paid then.</summary>
    public static async Task<HotRowClients> OpenAsync(string name, int port, int count, CancellationToken ct)
    {
        HotRowClients clients = new(name, port, count);
        await clients.EachAsync(ct, ConnectingAtOnce, client => client.Connect(clients._server));
        await clients.EachAsync(ct, ConnectingAtOnce, client => client.Begin([HotRowMessages.Update(2 + client.Number)], WarmUp));
        await clients.EachAsync(ct, ConnectingAtOnce, client => client.Begin([HotRowMessages.Begin, HotRowMessages.Update(2 + client.Number), HotRowMessages.Commit], WarmUp));
        return clients;
    }

    /// <summary>Lets all clients run these steps for some time, and then end the transaction each is in.</summary>
    public async Task<HotRowSlice> RunAsync(byte[][] steps, TimeSpan length, CancellationToken ct)
    {
        IsOver = false;
        _times.Clear();
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        Task running = EachAsync(ct, _clients.Length, client => client.Begin(steps, int.MaxValue));
        await Task.Delay(length, ct);
        Loop.Post(_ => IsOver = true);
        await running;
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds;
        _times.Sort();
        return new HotRowSlice(_times.Count, _times.Count / seconds, At(0.5), At(0.99));
    }

    public void OnTransaction(TimeSpan time) => _times.Add(time.TotalMilliseconds);

    public void OnIdle(HotRowClient client) => _whenIdle?.Invoke(client);

    public void OnLost(string why) => _done.TrySetException(new InvalidOperationException($"a client of {Loop.Name} ended: {why}"));

    public ValueTask DisposeAsync() => Loop.DisposeAsync();

    // Begins with each client, so many at once, and ends when all are idle again.
    private async Task EachAsync(CancellationToken ct, int atOnce, Action<HotRowClient> begin)
    {
        _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int next = 0;
        Loop.Post(_ =>
        {
            _busy = _clients.Length;
            _whenIdle = _ =>
            {
                if (next < _clients.Length)
                    begin(_clients[next++]);
                if (--_busy == 0)
                    _done.TrySetResult();
            };
            while (next < Math.Min(atOnce, _clients.Length))
                begin(_clients[next++]);
        });
        await _done.Task.WaitAsync(TimeSpan.FromMinutes(2), ct);
    }

    private double At(double quantile) => _times.Count == 0 ? 0 : _times[Math.Min(_times.Count - 1, (int)(_times.Count * quantile))];
}

/// <summary>Some seconds of clients that all change one row.</summary>
/// <param name="Acknowledged">Transactions whose end the clients were told.</param>
/// <param name="Tps">A second, up to the end of the last one.</param>
/// <param name="P50Ms">The median transaction, in milliseconds.</param>
/// <param name="P99Ms">The slowest but one of a hundred.</param>
internal sealed record HotRowSlice(long Acknowledged, double Tps, double P50Ms, double P99Ms);
