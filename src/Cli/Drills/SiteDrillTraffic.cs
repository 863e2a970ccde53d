using Seawall.Drills.Runs;
using Seawall.Mall.Traffic;
using Seawall.Mall.Traffic.Books;
using Seawall.Mall.Traffic.Measure;

namespace Seawall.Cli;

/// <summary>Shoppers of <c>seawall traffic</c> who walk while a drill runs.</summary>
internal sealed class SiteDrillTraffic : IDrillTraffic, IAsyncDisposable
{
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(30);

    private readonly TimeProvider _time;
    private readonly TrafficParts _parts = new(Name(DrillPhase.Before));
    private readonly TrafficRun _run;
    private readonly CancellationTokenSource _over = new();
    private Task<TrafficFigures>? _walk;

    public SiteDrillTraffic(TrafficOptions options, TimeProvider time)
    {
        _time = time;
        _run = new TrafficRun(options with { Parts = _parts, Duration = _longest, ReportSessions = 0 }, time);
    }

    /// <summary>All that the shoppers' run showed; null before its end.</summary>
    public TrafficFigures? Figures { get; private set; }

    public void Begin() => _walk = _run.RunAsync(_ => { }, _over.Token);

    public void Enter(DrillPhase phase) => _parts.Enter(Name(phase), _time.GetTimestamp());

    public async Task<DrillTrafficFigures> EndAsync(CancellationToken ct)
    {
        await _over.CancelAsync().ConfigureAwait(false);
        Figures = await _walk!.ConfigureAwait(false);
        IReadOnlyList<BooksFinding> books = await _run.CheckBooksAsync(ct).ConfigureAwait(false);
        return new DrillTrafficFigures(
            [.. Figures.Parts.Select(Part)],
            [.. books.Where(finding => !finding.Kept).Select(finding => $"{finding.Check}: {string.Join(", ", finding.Wrong.Take(5))}")]);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        await _run.DisposeAsync().ConfigureAwait(false);
        _over.Dispose();
    }

    private static DrillPhaseFigures Part(PartFigures part) => new(
        Enum.Parse<DrillPhase>(part.Part, ignoreCase: true), part.All.Requests, part.All.Errors, part.All.ErrorRatio, part.All.P50Micros, part.All.P99Micros,
        [.. part.Businesses.Select(business => new DrillBusinessFigures(business.Business, business.Requests, business.Errors, business.ErrorRatio, business.P50Micros, business.P99Micros))]);

    private static string Name(DrillPhase phase) => phase.ToString().ToLowerInvariant();
}
