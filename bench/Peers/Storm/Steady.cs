using System.Diagnostics;
using System.Net;

namespace Seawall.Peers.Storm;

/// <summary>Clients of the core that go on asking, one question every five milliseconds each, and one that logs in anew five times a second, whatever happens beside them.</summary>
internal sealed class Steady : IAsyncDisposable
{
    private const int Clients = 8;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _loginPause = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _end = new();
    private readonly Lock _turn = new();
    private readonly int _port;
    private List<double> _answers = [];
    private List<double> _logins = [];
    private int _failed;
    private Task[] _running = [];

    private Steady(int port) => _port = port;

    public static async Task<Steady> StartAsync(int port, CancellationToken ct)
    {
        Steady steady = new(port);
        List<StormClient> clients = [];
        for (int i = 0; i < Clients; i++)
        {
            StormClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, port, ct);
            if (await client.LogInAsync("bench", "bench", "core", ct) != Came.In)
                throw new InvalidOperationException($"a steady client was refused: {client.Told}");
            clients.Add(client);
        }
        steady._running = [.. clients.Select(client => Task.Run(() => steady.AskAsync(client), ct)), Task.Run(steady.LogInAsync, ct)];
        return steady;
    }

    /// <summary>What was seen since the last call.</summary>
    public Seen Take()
    {
        lock (_turn)
        {
            Seen seen = new(Percentile(_answers, 0.5), Percentile(_answers, 0.99), Percentile(_logins, 0.5), Percentile(_logins, 1), _answers.Count, _failed);
            (_answers, _logins, _failed) = ([], [], 0);
            return seen;
        }
    }

    /// <summary>What is seen from now on for so long.</summary>
    public async Task<Seen> ForAsync(TimeSpan time, CancellationToken ct)
    {
        Take();
        await Task.Delay(time, ct);
        return Take();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AskAsync(StormClient client)
    {
        using (client)
        {
            byte[] query = StormClient.Query("select 1");
            while (!_end.IsCancellationRequested)
            {
                long start = Stopwatch.GetTimestamp();
                Came came = await client.AskAsync(query, _end.Token);
                Note(isLogin: false, start, came);
                if (came != Came.In)
                    return;
                await Task.Delay(_pause, _end.Token);
            }
        }
    }

    private async Task LogInAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            using StormClient client = new();
            long start = Stopwatch.GetTimestamp();
            await client.ConnectAsync(IPAddress.Loopback, _port, _end.Token);
            Note(isLogin: true, start, await client.LogInAsync("bench", "bench", "core", _end.Token));
            await Task.Delay(_loginPause, _end.Token);
        }
    }

    private void Note(bool isLogin, long start, Came came)
    {
        double millis = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        lock (_turn)
        {
            (isLogin ? _logins : _answers).Add(millis);
            if (came != Came.In)
                _failed++;
        }
    }

    private static double Percentile(List<double> values, double part)
    {
        if (values.Count == 0)
            return 0;
        values.Sort();
        return values[Math.Min(values.Count - 1, (int)(values.Count * part))];
    }

    /// <summary>Milliseconds of answers and of logins, how many answers, and how many of both failed.</summary>
    internal sealed record Seen(double Median, double P99, double LoginMedian, double LoginWorst, int Answers, int Failed);
}
