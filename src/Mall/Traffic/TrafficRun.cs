using System.Data.Common;
using System.Net;
using Seawall.Client.Sql;
using Seawall.Mall.Traffic.Books;
using Seawall.Mall.Traffic.Measure;
using Seawall.Mall.Traffic.Outages;
using Seawall.Mall.Traffic.Reports;
using Seawall.Mall.Traffic.Sale;
using Seawall.Mall.Traffic.Shoppers;

namespace Seawall.Mall.Traffic;

/// <summary>Sends shoppers through a storefront, each waiting for an answer before the next step, and keeps their books.</summary>
public sealed class TrafficRun(TrafficOptions options, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(15);

    private static readonly string[] Agents =
    [
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Mobile", "Mozilla/5.0 (X11; Linux x86_64)", "SeawallApp/7.1", "Mozilla/5.0 (Linux; Android 16) Mobile",
    ];

    private readonly SeawallDataSource? _batch = options.Batch is { } batch ? new SeawallDataSource(batch) : null;

    /// <summary>What the shop acknowledged so far.</summary>
    public Ledger Ledger { get; } = new();

    /// <summary>
    /// Runs to the end of the duration, or until cancelled: then no shopper begins another step, what was begun is ended, and the figures so far
    /// are returned as ever. Reports the figures every second.
    /// </summary>
    public async Task<TrafficFigures> RunAsync(Action<TrafficFigures> progress, CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(3),
        })
        {
            BaseAddress = options.Storefront,
            Timeout = RequestTimeout,
        };
        var meter = new TrafficMeter(clock) { Curve = options.Curve, Parts = options.Parts };
        var shoppers = options.Curve?.MostShoppers(options.Shoppers) ?? options.Shoppers;
        var pace = options.Curve is { } curve ? new Pace(curve, options.Shoppers, clock) : null;
        using var over = new CancellationTokenSource(options.Curve?.Duration ?? options.Duration, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(over.Token, ct);

        var work = new List<Task>();
        for (var n = 0; n < shoppers; n++)
            work.Add(Shop(options, http, meter, Ledger, n, clock, pace).RunAsync(stop.Token, CancellationToken.None));
        if (_batch is not null)
        {
            for (var n = 0; n < options.ReportSessions; n++)
                work.Add(new ReportSession(_batch, meter, RandomFor(options, -1 - n), clock).RunAsync(stop.Token));
        }
        var outage = options.Outage is { } planned ? new OutageSession(planned, meter, clock) : null;
        if (outage is not null)
            work.Add(outage.RunAsync(stop.Token));

        var all = Task.WhenAll(work);
        while (!all.IsCompleted)
        {
            await Task.WhenAny(all, Task.Delay(Tick, clock, CancellationToken.None));
            progress(Figures());
        }
        await all;
        return Figures();

        TrafficFigures Figures() => meter.Read(Ledger) with { Outage = outage?.Figures(), Curve = meter.ReadCurve(options.Shoppers), Parts = meter.ReadParts() };
    }

    /// <summary>Compares the books with the database; needs <see cref="TrafficOptions.Batch"/>.</summary>
    public async Task<IReadOnlyList<BooksFinding>> CheckBooksAsync(CancellationToken ct)
    {
        var database = _batch ?? throw new InvalidOperationException("The books can only be checked with a connection for reports.");
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await BooksCheck.RunAsync(database, Ledger, ct);
            }
            catch (DbException) when (clock.GetElapsedTime(started) < options.Patience)
            {
                // A drill may just have killed what the connection went through.
                database.Clear();
                await Task.Delay(Tick, clock, ct);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_batch is not null)
            await _batch.DisposeAsync();
    }

    /// <summary>The n-th shopper of a run, from 0.</summary>
    internal static Shopper Shop(TrafficOptions options, HttpClient http, TrafficMeter meter, Ledger ledger, int n, TimeProvider clock, Pace? pace = null)
    {
        var random = RandomFor(options, n);
        var walk = new Walk(http, meter, Agents[n % Agents.Length], n % 3 == 0 ? "en" : "zh-CN", clock) { Mark = options.Mark };
        var patience = new Patience(walk, options.Patience, clock);
        var account = new Account(patience, n + 1);
        var buying = new Buying(walk, patience, account, new Reviewing(walk, options.Mix), ledger, meter);
        return new Shopper(walk, options.Mix, random, options.Think, account, buying, new Wandering(walk, account, options.Mix, random), clock)
        {
            Here = pace is null ? null : stop => pace.WaitAsync(n, stop),
        };
    }

    private static Random RandomFor(TrafficOptions options, int n) => new(unchecked((options.Seed * 1_000_003) + n));
}
