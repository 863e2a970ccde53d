using Seawall.Client.Calls;
using Seawall.Drills.Runs;

namespace Seawall.Cli;

/// <summary>
/// The load of one source, sent to a service from within the site, whose networks are believed about roles. It lives in this process: with it, it ends.
/// Bounded in rate, in requests at once and in time.
/// </summary>
internal sealed class FloodFault : IDrillFault
{
    private const int TooMany = 429;
    private const int Overloaded = 503;
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _beat = TimeSpan.FromMilliseconds(10);

    private readonly HttpClient _http;
    private readonly DrillFault _fault;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _over;
    private readonly SemaphoreSlim _places;
    private readonly Task _sending;
    private long _offered;
    private long _sent;
    private long _served;
    private long _refused;
    private long _since;

    public FloodFault(Uri address, DrillFault fault, TimeSpan longest, TimeProvider time)
    {
        (_fault, _time, _places) = (fault, time, new SemaphoreSlim(fault.Concurrency));
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, MaxConnectionsPerServer = fault.Concurrency }) { BaseAddress = address, Timeout = _timeout };
        _http.DefaultRequestHeaders.TryAddWithoutValidation(Baggage.Header, Baggage.Write(new CallContext { Role = fault.Role! }, "drill"));
        _over = new CancellationTokenSource(longest, time);
        _since = time.GetTimestamp();
        _sending = SendAsync();
    }

    public double? Refused => Volatile.Read(ref _sent) is > 0 and var sent ? (double)Volatile.Read(ref _refused) / sent : null;

    public DrillFloodFigures? Flood
    {
        get
        {
            double seconds = Math.Max(0.001, _time.GetElapsedTime(Volatile.Read(ref _since)).TotalSeconds);
            double PerSecond(ref long count) => Math.Round(Volatile.Read(ref count) / seconds, 1);
            return new DrillFloodFigures(PerSecond(ref _offered), PerSecond(ref _served), PerSecond(ref _refused));
        }
    }

    public void Mark()
    {
        Volatile.Write(ref _since, _time.GetTimestamp());
        Interlocked.Exchange(ref _offered, 0);
        Interlocked.Exchange(ref _served, 0);
        Interlocked.Exchange(ref _sent, 0);
        Interlocked.Exchange(ref _refused, 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        await _sending.ConfigureAwait(false);
        _http.Dispose();
        _over.Dispose();
        _places.Dispose();
    }

    /// <summary>As many as are due, while there is a place for them; what finds none is let go, as a source that can't get in would.</summary>
    private async Task SendAsync()
    {
        long start = _time.GetTimestamp();
        long begun = 0;
        var running = new HashSet<Task>();
        while (!_over.IsCancellationRequested)
        {
            for (long due = (long)(_time.GetElapsedTime(start).TotalSeconds * _fault.PerSecond); begun < due; begun++)
            {
                Interlocked.Increment(ref _offered);
                if (await _places.WaitAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false))
                {
                    running.Add(OneAsync());
                }
            }
            running.RemoveWhere(task => task.IsCompleted);
            await Task.Delay(_beat, _time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await Task.WhenAll(running).ConfigureAwait(false);
    }

    private async Task OneAsync()
    {
        try
        {
            using HttpResponseMessage answer = await _http.GetAsync(new Uri(_fault.Path!, UriKind.Relative), _over.Token).ConfigureAwait(false);
            Interlocked.Increment(ref _sent);
            if ((int)answer.StatusCode is TooMany or Overloaded)
            {
                Interlocked.Increment(ref _refused);
            }
            else if (answer.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref _served);
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            // A source that gets no answer is no fault of the drill.
        }
        finally
        {
            _places.Release();
        }
    }
}
