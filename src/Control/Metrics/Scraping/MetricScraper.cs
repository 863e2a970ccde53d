using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seawall.Control.Metrics.Keeping;

namespace Seawall.Control.Metrics.Scraping;

/// <summary>
/// Asks every process of the site for its figures at each full second, all at once, each for less than the second until the next. A process that does not
/// answer is down in that second: its figures have a gap and <c>seawall.process.up</c> is 0.
/// </summary>
internal sealed partial class MetricScraper(IMetricTargets targets, MetricStore store, MetricFiles files, MetricBeat beat, TimeProvider time, ILogger<MetricScraper> log) : BackgroundService
{
    public const string Up = "seawall.process.up";

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { Timeout = Patience, MaxResponseContentBufferSize = 8 << 20 };
    private readonly Dictionary<string, TargetSeries> _series = new(StringComparer.Ordinal);

    /// <summary>One look at all processes for this second.</summary>
    internal async Task ScrapeAsync(long second, CancellationToken cancellationToken)
    {
        var all = targets.All;
        var answers = await Task.WhenAll(all.Select(target => AskAsync(target, cancellationToken))).ConfigureAwait(false);
        lock (store.Turn)
        {
            // A stretch of ten seconds is closed before the next one's first second is added.
            if (store.Turns(second))
                files.CloseTen(store, store.Now / 10);
            for (var i = 0; i < all.Count; i++)
                Take(all[i], answers[i], second);
            if (second / 3600 != store.Now / 3600)
                store.Forget();
            store.Close(second);
            files.Write(store, second);
        }
        beat.Strike();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        lock (store.Turn)
            files.Load(store, time.GetUtcNow().ToUnixTimeSeconds());
        while (!stoppingToken.IsCancellationRequested)
        {
            var now = time.GetUtcNow();
            var next = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()) + Second;
            await Task.Delay(next - now, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await ScrapeAsync(next.ToUnixTimeSeconds(), stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Log.NotKept(log, e.Message);
            }
        }
    }

    private async Task<byte[]?> AskAsync(MetricTarget target, CancellationToken ct)
    {
        if (!_series.TryGetValue(target.Process, out var series))
            _series.Add(target.Process, series = new TargetSeries(target.Process, column => IsForeign(column, target.Process)));
        try
        {
            var query = string.Create(CultureInfo.InvariantCulture, $"/metrics/values?epoch={series.Reading.Epoch}&from={series.Reading.Names.Count}");
            return await _http.GetByteArrayAsync(new Uri(target.Address, query), ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }

    private void Take(MetricTarget target, byte[]? answer, long second)
    {
        var isUp = answer is not null;
        try
        {
            if (answer is not null)
            {
                _series[target.Process].Reading.Read(answer);
                _series[target.Process].Take(store, second);
            }
        }
        catch (InvalidDataException e)
        {
            isUp = false;
            _series.Remove(target.Process);
            Log.NotRead(log, target.Process, e.Message);
        }
        store.Find(new ColumnName(Up, ColumnKind.Level, [KeyValuePair.Create("process", target.Process)]))?.Write(second, isUp ? 1 : 0);
    }

    // The watchdog tells of every process whether it is up; of those that are asked themselves their own answer counts.
    private bool IsForeign(ColumnName column, string process) =>
        column.Metric == Up && column.Label("process") is { } told && (told == process || targets.All.Any(target => target.Process == told));

    private static partial class Log
    {
        [LoggerMessage(EventId = 5301, Level = LogLevel.Warning, Message = "The figures of a second were not kept: {Reason}")]
        public static partial void NotKept(ILogger logger, string reason);

        [LoggerMessage(EventId = 5302, Level = LogLevel.Warning, Message = "The figures of {Process} could not be read: {Reason}")]
        public static partial void NotRead(ILogger logger, string process, string reason);
    }
}
