namespace Seawall.Gate.Statistics;

/// <summary>
/// Takes the tables of all ledgers every minute, merges them and keeps them on disk. A reader makes it take them at once,
/// so what it sees is never older than its question. The loops only swap one table for an empty one.
/// </summary>
internal sealed class StatCollector(IReadOnlyList<LedgerReader> ledgers, StatStore? store, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly StatTotals _current = new();
    private long _since;
    private Task _running = Task.CompletedTask;

    /// <summary>Calls counted as other because a table was full.</summary>
    public long Overflowed { get; private set; }

    public void Start()
    {
        _since = UnixNow();
        _running = RunAsync();
    }

    /// <summary>Totals of the last seconds, up to now.</summary>
    public async Task<StatTotals> LastAsync(TimeSpan span, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await TakeAsync().ConfigureAwait(false);
            StatTotals totals = store?.Since(UnixNow() - (long)span.TotalSeconds) ?? new StatTotals();
            totals.Add(_current);
            return totals;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Totals of each business since the gate started.</summary>
    public async Task<IReadOnlyCollection<LiveTotal>> LiveAsync()
    {
        Dictionary<string, LiveTotal> totals = new(StringComparer.Ordinal);
        foreach (LedgerReader ledger in ledgers)
            await ledger.ReadAsync(read => read.Live.AddTo(totals)).ConfigureAwait(false);
        return totals.Values;
    }

    /// <summary>Totals of each database since the gate started.</summary>
    public async Task<IReadOnlyCollection<DatabaseTotal>> DatabasesAsync()
    {
        Dictionary<string, DatabaseTotal> totals = new(StringComparer.Ordinal);
        foreach (LedgerReader ledger in ledgers)
            await ledger.ReadAsync(read => read.Databases.AddTo(totals)).ConfigureAwait(false);
        return totals.Values;
    }

    /// <summary>How much is kept on disk; see <see cref="StatStore.History"/>. Nothing when the gate keeps none.</summary>
    public async Task<(long First, long Minutes, long Days)> HistoryAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return store?.History() ?? default;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await KeepAsync(CancellationToken.None).ConfigureAwait(false);
        store?.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using PeriodicTimer timer = new(s_interval, time);
        while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            await KeepAsync(_stopping.Token).ConfigureAwait(false);
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await TakeAsync().ConfigureAwait(false);
            if (_current.All.Count > 0)
                store?.Add(_since, _current);
            store?.Age(UnixNow());
            _current.Clear();
            _since = UnixNow();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task TakeAsync()
    {
        foreach (LedgerReader ledger in ledgers)
        {
            StatTable table = null!;
            await ledger.ReadAsync(read => table = read.SwapTables()).ConfigureAwait(false);
            Overflowed += table.Overflowed;
            _current.Add(table);
            table.Clear();
        }
    }

    private long UnixNow() => time.GetUtcNow().ToUnixTimeSeconds();
}
