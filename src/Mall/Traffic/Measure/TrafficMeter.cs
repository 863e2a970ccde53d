using Seawall.Kernel;

namespace Seawall.Mall.Traffic.Measure;

/// <summary>Counts and times every request by kind of page.</summary>
internal sealed class TrafficMeter
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Kind> _kinds = new(StringComparer.Ordinal);
    private long _requests;
    private long _errors;
    private long _refused;
    private long _reports;
    private long _reportErrors;

    public long Requests => Interlocked.Read(ref _requests);

    public long Errors => Interlocked.Read(ref _errors);

    public void Record(string name, TimeSpan time, int status)
    {
        var failed = status is 0 or >= 400;
        Interlocked.Increment(ref _requests);
        if (failed)
            Interlocked.Increment(ref _errors);
        lock (_lock)
        {
            if (!_kinds.TryGetValue(name, out var kind))
                _kinds.Add(name, kind = new Kind());
            if (failed)
                kind.Errors++;
            else
                kind.Times.Record((long)time.TotalMicroseconds);
        }
    }

    /// <summary>An order that the shop declined with a reason: sold out, or a changed price.</summary>
    public void Refused() => Interlocked.Increment(ref _refused);

    public void Reported(bool failed) => Interlocked.Increment(ref failed ? ref _reportErrors : ref _reports);

    public TrafficFigures Read(TimeSpan elapsed, Books.Ledger ledger)
    {
        lock (_lock)
        {
            return new TrafficFigures(
                elapsed, Requests, Errors, ledger.Count, ledger.PaidCount, Interlocked.Read(ref _refused),
                Interlocked.Read(ref _reports), Interlocked.Read(ref _reportErrors),
                [.. _kinds.Select(kind => new PageFigures(
                    kind.Key, kind.Value.Times.Count + kind.Value.Errors, kind.Value.Errors, kind.Value.Times.ValueAt(0.5), kind.Value.Times.ValueAt(0.99)))]);
        }
    }

    private sealed class Kind
    {
        public LatencyHistogram Times { get; } = new();

        public long Errors { get; set; }
    }
}

/// <summary>What a run did.</summary>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Requests">HTTP requests sent.</param>
/// <param name="Errors">Those without an answer or with one of 400 and above.</param>
/// <param name="Orders">Orders the shop acknowledged.</param>
/// <param name="Paid">Payments the shop acknowledged.</param>
/// <param name="Refused">Orders it declined with a reason.</param>
/// <param name="Reports">Reporting queries answered.</param>
/// <param name="ReportErrors">Reporting queries that failed.</param>
/// <param name="Pages">By kind of page.</param>
public sealed record TrafficFigures(
    TimeSpan Elapsed, long Requests, long Errors, long Orders, long Paid, long Refused, long Reports, long ReportErrors, IReadOnlyList<PageFigures> Pages);

/// <summary>One kind of page; times in microseconds, of answered requests.</summary>
public sealed record PageFigures(string Page, long Requests, long Errors, long P50Micros, long P99Micros);
