using Seawall.Kernel;
using Seawall.Mall.Traffic.Mix;

namespace Seawall.Mall.Traffic.Measure;

/// <summary>Counts and times every request by kind of page, business and phase.</summary>
internal sealed class TrafficMeter(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Phase, PageKind), Tally> _tallies = [];
    private readonly SortedDictionary<string, long> _missing = new(StringComparer.Ordinal);
    private readonly ErrorWindows _windows = new();
    private readonly long _started = clock.GetTimestamp();
    private long _refused;
    private long _reports;
    private long _reportErrors;

    public OutageTimes Outage { get; } = new();

    public void Record(PageKind kind, long started, long answered, int status)
    {
        var failed = status is 0 or >= 400;
        var key = (Outage.Of(started, answered), kind);
        lock (_lock)
        {
            if (!_tallies.TryGetValue(key, out var tally))
                _tallies.Add(key, tally = new Tally());
            tally.Add(clock.GetElapsedTime(started, answered), failed);
            _windows.Record(clock.GetElapsedTime(_started, answered), failed);
        }
    }

    /// <summary>An entry of the storefront that is not there.</summary>
    public void Missing(string address)
    {
        lock (_lock)
        {
            _missing[address] = _missing.GetValueOrDefault(address) + 1;
        }
    }

    /// <summary>An order that the shop declined with a reason: sold out, or a changed price.</summary>
    public void Refused() => Interlocked.Increment(ref _refused);

    public void Reported(bool failed) => Interlocked.Increment(ref failed ? ref _reportErrors : ref _reports);

    public TrafficFigures Read(Books.Ledger ledger)
    {
        lock (_lock)
        {
            var all = Tally.Sum(_tallies.Values);
            return new TrafficFigures(
                clock.GetElapsedTime(_started), all.Requests, all.Errors, ledger.Count, ledger.PaidCount, Interlocked.Read(ref _refused),
                Interlocked.Read(ref _reports), Interlocked.Read(ref _reportErrors),
                [.. _tallies.GroupBy(tally => tally.Key.Item2.Name, tally => tally.Value).OrderBy(page => page.Key, StringComparer.Ordinal)
                    .Select(page => Tally.Sum(page).AsPage(page.Key))],
                Businesses(_tallies),
                [.. _missing.Select(missing => new MissingEntry(missing.Key, missing.Value))]);
        }
    }

    /// <summary>The figures of each phase that has begun.</summary>
    public IReadOnlyList<PhaseFigures> ReadPhases()
    {
        lock (_lock)
        {
            return
            [
                .. _tallies.GroupBy(tally => tally.Key.Item1).OrderBy(phase => phase.Key)
                    .Select(phase => new PhaseFigures(phase.Key, Tally.Sum(phase.Select(tally => tally.Value)).AsBusiness("all"), Businesses(phase))),
            ];
        }
    }

    /// <summary>From the end of the outage until errors were rare again; null when that was not seen.</summary>
    public TimeSpan? RecoveredAfter()
    {
        lock (_lock)
        {
            return Outage.Ended is 0 ? null : _windows.CalmAfter(clock.GetElapsedTime(_started, Outage.Ended));
        }
    }

    private static IReadOnlyList<BusinessFigures> Businesses(IEnumerable<KeyValuePair<(Phase, PageKind Kind), Tally>> tallies) =>
    [
        .. tallies.GroupBy(tally => tally.Key.Kind.Business, tally => tally.Value).OrderBy(business => business.Key, StringComparer.Ordinal)
            .Select(business => Tally.Sum(business).AsBusiness(business.Key)),
    ];
}
