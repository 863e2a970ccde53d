using Seawall.Kernel;

namespace Seawall.Mall.Traffic.Measure;

/// <summary>Requests, errors and the times of what was answered.</summary>
internal sealed class Tally
{
    private readonly LatencyHistogram _times = new();

    public long Requests => _times.Count + Errors;

    public long Errors { get; private set; }

    public static Tally Sum(IEnumerable<Tally> tallies)
    {
        var sum = new Tally();
        foreach (var tally in tallies)
        {
            sum._times.Add(tally._times);
            sum.Errors += tally.Errors;
        }
        return sum;
    }

    public void Add(TimeSpan time, bool failed)
    {
        if (failed)
            Errors++;
        else
            _times.Record((long)time.TotalMicroseconds);
    }

    public PageFigures AsPage(string page) => new(page, Requests, Errors, _times.ValueAt(0.5), _times.ValueAt(0.99));

    public BusinessFigures AsBusiness(string business) => new(
        business, Requests, Errors, Requests == 0 ? 0 : Math.Round((double)Errors / Requests, 6), _times.ValueAt(0.5), _times.ValueAt(0.99));
}
