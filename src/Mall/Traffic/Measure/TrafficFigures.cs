using Seawall.Mall.Traffic.Sale;

namespace Seawall.Mall.Traffic.Measure;

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
/// <param name="Businesses">By business that the pages stand for.</param>
/// <param name="Missing">Entries of the storefront that are not there; neither requests nor errors.</param>
public sealed record TrafficFigures(
    TimeSpan Elapsed, long Requests, long Errors, long Orders, long Paid, long Refused, long Reports, long ReportErrors,
    IReadOnlyList<PageFigures> Pages, IReadOnlyList<BusinessFigures> Businesses, IReadOnlyList<MissingEntry> Missing)
{
    /// <summary>Requests of a rehearsal that the shop refused because they would have written; they are no errors.</summary>
    public long Unwritten { get; init; }

    /// <summary>What the outage of the run did; null when it had none.</summary>
    public OutageFigures? Outage { get; init; }

    /// <summary>The figures of each part that has begun; empty when the run has none.</summary>
    public IReadOnlyList<PartFigures> Parts { get; init; } = [];

    /// <summary>The sale whose curve the run followed; null when it followed none.</summary>
    public CurveFigures? Curve { get; init; }
}

/// <summary>One kind of page; times in microseconds, of answered requests.</summary>
public sealed record PageFigures(string Page, long Requests, long Errors, long P50Micros, long P99Micros);

/// <summary>The pages of one business, or of <c>all</c>; the ratio is 0..1, times in microseconds, of answered requests.</summary>
public sealed record BusinessFigures(string Business, long Requests, long Errors, double ErrorRatio, long P50Micros, long P99Micros);

/// <summary>An address without a page, and how often it said so.</summary>
public sealed record MissingEntry(string Address, long Answers);

/// <summary>One phase of a run with an outage.</summary>
public sealed record PhaseFigures(Phase Phase, BusinessFigures All, IReadOnlyList<BusinessFigures> Businesses);

/// <summary>One part of a run that somebody else divides.</summary>
public sealed record PartFigures(string Part, BusinessFigures All, IReadOnlyList<BusinessFigures> Businesses);

/// <summary>The part of a sale's curve that was run, and the figures of its parts. Moments are from zero hour.</summary>
public sealed record CurveFigures(string Name, TimeSpan From, TimeSpan To, double Speed, int MostShoppers, IReadOnlyList<StageFigures> Stages);

/// <summary>One part of a sale: how many seconds of the run it took, and the requests begun in it.</summary>
public sealed record StageFigures(SaleStage Stage, double Seconds, BusinessFigures All, IReadOnlyList<BusinessFigures> Businesses);

/// <summary>An outage as planned and as it was, with the figures of its phases.</summary>
/// <param name="Names">What was down.</param>
/// <param name="From">When it was to begin, from the start of the run.</param>
/// <param name="To">When it was to end.</param>
/// <param name="KilledAt">When it began; null when the run ended before.</param>
/// <param name="BackAt">When all was up again; null when that was not seen.</param>
/// <param name="RecoveredAfter">
/// From <paramref name="BackAt"/> to the first second with errors in less than 0.1 % of its requests, known within 0.1 s; null when there was none.
/// </param>
/// <param name="Phases">Before, during and after; a request belongs to the outage when any part of it lies in it.</param>
public sealed record OutageFigures(
    IReadOnlyList<string> Names, TimeSpan From, TimeSpan To, DateTimeOffset? KilledAt, DateTimeOffset? BackAt, TimeSpan? RecoveredAfter,
    IReadOnlyList<PhaseFigures> Phases);
