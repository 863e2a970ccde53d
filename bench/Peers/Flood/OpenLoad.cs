using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Npgsql;
using Seawall.Peers.Limits;

namespace Seawall.Peers.Flood;

/// <summary>
/// Core businesses at a fixed rate whatever the answers do, short indexed statements, prepared: six of ten read an item as <c>catalog</c>, three the last orders of
/// a buyer as <c>trade</c>, one places an order. Times run from the moment each was due, waiting for a free connection included.
/// </summary>
internal sealed class OpenLoad : IAsyncDisposable
{
    public const string Item = "item";
    public const string Orders = "orders";
    public const string Place = "place";

    private const int ConnectionsEach = 16;
    private const int PatienceSeconds = 5;

    private readonly Channel<Due> _items = Channel.CreateUnbounded<Due>();
    private readonly Channel<Due> _trades = Channel.CreateUnbounded<Due>();
    private readonly List<Task> _clients = [];
    private readonly string _address;
    private int _next;

    private OpenLoad(int port) => _address = new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Password = BenchServer.Password,
        Database = BenchServer.Database,
        SslMode = SslMode.Disable,
        Pooling = false,
        CommandTimeout = PatienceSeconds,
    }.ConnectionString;

    public static async Task<OpenLoad> OpenAsync(int port, CancellationToken ct)
    {
        OpenLoad load = new(port);
        for (int i = 0; i < ConnectionsEach; i++)
        {
            load._clients.Add(load.ServeAsync(await CoreClient.OpenAsync(load._address, FloodSeed.Catalog, ct), load._items.Reader));
            load._clients.Add(load.ServeAsync(await CoreClient.OpenAsync(load._address, FloodSeed.Trade, ct), load._trades.Reader));
        }
        return load;
    }

    /// <summary>How many a second are answered when every connection asks back to back; the generator's own cost is in it, so the true capacity is higher.</summary>
    public async Task<double> CapacityAsync(TimeSpan length, CancellationToken ct)
    {
        OpenSlice slice = new();
        long started = Stopwatch.GetTimestamp();
        // So many stand before the connections that none ever waits for the next.
        while (Stopwatch.GetElapsedTime(started) < length)
        {
            while (slice.Sent - slice.Answered < 8 * ConnectionsEach)
                Send(slice, 0);
            await Task.Delay(1, ct);
        }
        double perSecond = slice.Answered / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await slice.DrainAsync(ct);
        return perSecond;
    }

    /// <summary>Sends for so long; the slice is complete once it is drained.</summary>
    public Task<OpenSlice> SendAsync(double perSecond, TimeSpan length, CancellationToken ct) =>
        // A thread of its own, since timers of the runtime come a millisecond late.
        Task.Factory.StartNew(() => Send(perSecond, length, ct), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public async ValueTask DisposeAsync()
    {
        _items.Writer.Complete();
        _trades.Writer.Complete();
        await Task.WhenAll(_clients);
    }

    private OpenSlice Send(double perSecond, TimeSpan length, CancellationToken ct)
    {
        OpenSlice slice = new();
        int count = (int)(perSecond * length.TotalSeconds);
        for (int i = 0; i < count && !ct.IsCancellationRequested;)
        {
            double now = slice.Now;
            for (; i < count && now >= i / perSecond; i++)
                Send(slice, i / perSecond);
            _ = Pause((uint)Math.Clamp((i / perSecond - slice.Now) * 1e6, 20, 1000));
        }
        return slice;
    }

    private void Send(OpenSlice slice, double due)
    {
        int number = _next++;
        string kind = (number % 10) switch { 0 => Place, 1 or 4 or 7 => Orders, _ => Item };
        slice.Add();
        (kind == Item ? _items : _trades).Writer.TryWrite(new Due(slice, kind, number, due));
    }

    private async Task ServeAsync(CoreClient client, ChannelReader<Due> wanted)
    {
        await foreach (Due due in wanted.ReadAllAsync())
        {
            bool isWell = await client.TryAsync(due.Kind, due.Number);
            due.Slice.Answer(due.Kind, due.Seconds, isWell);
        }
        await client.DisposeAsync();
    }

    [DllImport("libc", EntryPoint = "usleep")]
    private static extern int Pause(uint microseconds);

    private readonly record struct Due(OpenSlice Slice, string Kind, int Number, double Seconds);
}

/// <summary>What core businesses met in a slice of time.</summary>
internal sealed class OpenSlice
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly CoreSlice _times = new();
    private int _sent;
    private int _answered;

    /// <summary>Seconds since it began.</summary>
    public double Now => Stopwatch.GetElapsedTime(_started).TotalSeconds;

    public int Sent => Volatile.Read(ref _sent);

    public int Answered => Volatile.Read(ref _answered);

    public int Errors => _times.Errors;

    public double[] Times(string? kind = null) => _times.Times(kind);

    public void Add() => Interlocked.Increment(ref _sent);

    public void Answer(string kind, double dueSeconds, bool isWell) => Note(kind, (Now - dueSeconds) * 1000, isWell);

    public void Note(string kind, double milliseconds, bool isWell)
    {
        _times.Add(kind, milliseconds, isWell);
        Interlocked.Increment(ref _answered);
    }

    /// <summary>Returns when all that was sent is answered.</summary>
    public async Task DrainAsync(CancellationToken ct)
    {
        while (Answered < Sent)
            await Task.Delay(5, ct);
    }
}
