using Seawall.Kernel;
using Seawall.Mall.Traffic.Mix;
using Seawall.Mall.Traffic.Sale;

namespace Seawall.Mall.Traffic.Measure;

/// <summary>Counts and times every request by kind of page, business and phase.</summary>
internal sealed class TrafficMeter(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Phase, PageKind), Tally> _tallies = [];
    private readonly Dictionary<(SaleStage Stage, string Business), Tally> _stages = [];
    private readonly Dictionary<(string Part, string Business), Tally> _parts = [];
    private readonly SortedDictionary<string, long> _missing = new(StringComparer.Ordinal);
    private readonly ErrorWindows _windows = new();
    private readonly long _started = clock.GetTimestamp();
    private long _refused;
    private long _unwritten;
    private long _reports;
    private long _reportErrors;

    public OutageTimes Outage { get; } = new();

    /// <summary>The sale whose parts the figures are kept by; null keeps them for the whole run only.</summary>
    public TrafficCurve? Curve { get; init; }

    /// <summary>The parts that figures are kept by as well; null for none.</summary>
    public TrafficParts? Parts { get; init; }

    public void Record(PageKind kind, long started, long answered, int status)
    {
        var failed = status is 0 or >= 400;
        var key = (Outage.Of(started, answered), kind);
        lock (_lock)
        {
            if (!_tallies.TryGetValue(key, out var tally))
                _tallies.Add(key, tally = new Tally());
            tally.Add(clock.GetElapsedTime(started, answered), failed);
            if (Parts is { } parts)
                PartOf((parts.Of(started, answered), kind.Business)).Add(clock.GetElapsedTime(started, answered), failed);
            if (Curve is { } curve)
                StageOf((curve.StageAt(clock.GetElapsedTime(_started, started)), kind.Business)).Add(clock.GetElapsedTime(started, answered), failed);
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

    /// <summary>A request of a rehearsal that would have written, and was refused for it.</summary>
    public void Unwritten() => Interlocked.Increment(ref _unwritten);

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
                [.. _missing.Select(missing => new MissingEntry(missing.Key, missing.Value))])
            {
                Unwritten = Interlocked.Read(ref _unwritten),
            };
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

    /// <summary>The figures of each part that has begun, in their order; none without parts.</summary>
    public IReadOnlyList<PartFigures> ReadParts()
    {
        if (Parts is not { } parts)
            return [];
        lock (_lock)
        {
            return
            [
                .. _parts.GroupBy(tally => tally.Key.Part).OrderBy(part => parts.OrderOf(part.Key)).Select(part => new PartFigures(
                    part.Key, Tally.Sum(part.Select(tally => tally.Value)).AsBusiness("all"),
                    [.. part.OrderBy(tally => tally.Key.Business, StringComparer.Ordinal).Select(tally => tally.Value.AsBusiness(tally.Key.Business))])),
            ];
        }
    }

    /// <summary>The figures of each part of the sale that has begun; null without a curve.</summary>
    public CurveFigures? ReadCurve(int ordinary)
    {
        if (Curve is not { } curve)
            return null;
        lock (_lock)
        {
            return new CurveFigures(
                curve.Curve.Name, curve.From, curve.From + curve.Length, curve.Speed, curve.MostShoppers(ordinary),
                [
                    .. _stages.GroupBy(tally => tally.Key.Stage).OrderBy(stage => stage.Key).Select(stage => new StageFigures(
                        stage.Key, SecondsOf(curve, stage.Key), Tally.Sum(stage.Select(tally => tally.Value)).AsBusiness("all"),
                        [.. stage.OrderBy(tally => tally.Key.Business, StringComparer.Ordinal).Select(tally => tally.Value.AsBusiness(tally.Key.Business))])),
                ]);
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

    private Tally PartOf((string, string) key)
    {
        if (!_parts.TryGetValue(key, out var tally))
            _parts.Add(key, tally = new Tally());
        return tally;
    }

    private Tally StageOf((SaleStage, string) key)
    {
        if (!_stages.TryGetValue(key, out var tally))
            _stages.Add(key, tally = new Tally());
        return tally;
    }

    // How long of the run so far lay in a part of the sale.
    private double SecondsOf(TrafficCurve curve, SaleStage stage)
    {
        var (from, to) = stage switch
        {
            SaleStage.PreHeat => (TimeSpan.MinValue, TimeSpan.Zero),
            SaleStage.Wall => (TimeSpan.Zero, TrafficCurve.Wall),
            _ => (TrafficCurve.Wall, TimeSpan.MaxValue),
        };
        var now = curve.At(TimeSpan.FromTicks(Math.Min(clock.GetElapsedTime(_started).Ticks, curve.Duration.Ticks)));
        var (first, last) = (curve.From > from ? curve.From : from, now < to ? now : to);
        return Math.Round(Math.Max(0, (last - first).TotalSeconds) / curve.Speed, 1);
    }

    private static IReadOnlyList<BusinessFigures> Businesses(IEnumerable<KeyValuePair<(Phase, PageKind Kind), Tally>> tallies) =>
    [
        .. tallies.GroupBy(tally => tally.Key.Kind.Business, tally => tally.Value).OrderBy(business => business.Key, StringComparer.Ordinal)
            .Select(business => Tally.Sum(business).AsBusiness(business.Key)),
    ];
}
