using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Seawall.Mall.Contracts.Http;
using Seawall.Mall.Contracts.Promotions;
using Seawall.Mall.Contracts.Trade;

namespace Seawall.Peers.Limits;

/// <summary>Buyers: four of five look at an item (<c>GET /catalog/items/{id}</c>), one places an order (<c>POST /trade/orders</c>), all as <c>web</c>.</summary>
internal sealed class CoreLoad : IDisposable
{
    public const string Item = "item";
    public const string Order = "order";

    private const int OrderEvery = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly Address Home = new("Li Lei", "13800000000", "1 Harbour Road");

    private readonly HttpClient _http;
    private readonly long[] _items;
    private readonly Dictionary<long, PlaceOrder> _orders = [];
    private int _next;

    private CoreLoad(HttpClient http, long[] items) => (_http, _items) = (http, items);

    public static async Task<CoreLoad> OpenAsync(Uri site, long[] items, CancellationToken ct)
    {
        HttpClient http = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 512 }) { BaseAddress = site, Timeout = Patience };
        http.DefaultRequestHeaders.Add("baggage", "seawall.role=web,seawall.caller=web");
        CoreLoad load = new(http, items);
        foreach (long item in items)
        {
            // The answer to a wrong total says the right one.
            PlaceOrder wish = new(item, Guid.Empty, Home, default, [new WantedLine(item, 1)]);
            using HttpResponseMessage answer = await http.PostAsJsonAsync("/trade/orders", wish with { Key = Guid.CreateVersion7() }, ContractJson.Options, ct);
            PlaceResult? result = await answer.Content.ReadFromJsonAsync<PlaceResult>(ContractJson.Options, ct);
            load._orders[item] = wish with { Expected = result?.Total ?? throw new InvalidOperationException($"item {item} can't be ordered: {result?.Outcome}") };
        }
        return load;
    }

    /// <summary>How many a second the service answers when 32 ask back to back; the generator's own cost is in it, so the true capacity is higher.</summary>
    public async Task<double> CapacityAsync(TimeSpan length, CancellationToken ct)
    {
        const int asking = 32;
        long started = Stopwatch.GetTimestamp();
        long ended = 0;
        await Task.WhenAll(Enumerable.Range(0, asking).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(started) < length)
            {
                await SendAsync(Interlocked.Increment(ref _next), ct);
                Interlocked.Increment(ref ended);
            }
        }));
        return ended / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Sends at a rate whatever the answers do; times run from the moment each request was due.</summary>
    public async Task<CoreSlice> RunAsync(double perSecond, TimeSpan length, CancellationToken ct)
    {
        CoreSlice slice = new();
        List<Task> sent = [];
        long started = Stopwatch.GetTimestamp();
        int count = (int)(perSecond * length.TotalSeconds);
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(1));
        for (int i = 0; i < count;)
        {
            TimeSpan now = Stopwatch.GetElapsedTime(started);
            for (; i < count && now.TotalSeconds >= i / perSecond; i++)
                sent.Add(MeasureAsync(slice, _next++, started, i / perSecond, ct));
            await tick.WaitForNextTickAsync(ct);
        }
        await Task.WhenAll(sent);
        return slice;
    }

    public void Dispose() => _http.Dispose();

    private async Task MeasureAsync(CoreSlice slice, int number, long started, double due, CancellationToken ct)
    {
        bool isWell = await SendAsync(number, ct);
        slice.Add(number % OrderEvery == 0 ? Order : Item, (Stopwatch.GetElapsedTime(started).TotalSeconds - due) * 1000, isWell);
    }

    private async Task<bool> SendAsync(int number, CancellationToken ct)
    {
        long item = _items[number % _items.Length];
        try
        {
            if (number % OrderEvery == 0)
            {
                using HttpResponseMessage placed = await _http.PostAsJsonAsync("/trade/orders", _orders[item] with { Key = Guid.CreateVersion7() }, ContractJson.Options, ct);
                return placed.StatusCode == HttpStatusCode.OK
                    && await placed.Content.ReadFromJsonAsync<PlaceResult>(ContractJson.Options, ct) is { Outcome: PlaceOutcome.Placed };
            }
            using HttpResponseMessage shown = await _http.GetAsync($"/catalog/items/{item}", ct);
            await shown.Content.CopyToAsync(Stream.Null, ct);
            return shown.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }
}

/// <summary>What buyers met in a slice of time.</summary>
internal sealed class CoreSlice
{
    /// <summary>The time of a request that failed, in milliseconds: longer than any that is waited for.</summary>
    public const double Never = 10_000;

    private readonly Lock _turn = new();
    private readonly Dictionary<string, List<double>> _times = [];

    public int Errors { get; private set; }

    public int Requests
    {
        get
        {
            lock (_turn)
                return _times.Values.Sum(times => times.Count);
        }
    }

    public void Add(string kind, double milliseconds, bool isWell)
    {
        lock (_turn)
        {
            if (!_times.TryGetValue(kind, out List<double>? times))
                _times[kind] = times = [];
            // An error is no quick answer: it counts as one that never came.
            times.Add(isWell ? milliseconds : Never);
            Errors += isWell ? 0 : 1;
        }
    }

    /// <summary>Milliseconds of a kind, or of all.</summary>
    public double[] Times(string? kind = null)
    {
        lock (_turn)
            return [.. _times.Where(times => kind is null || times.Key == kind).SelectMany(times => times.Value).Order()];
    }
}
