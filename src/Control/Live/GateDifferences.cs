using Seawall.Kernel;

namespace Seawall.Control.Live;

/// <summary>Takes the differences between readings of the gates. A gate that was silent is compared with its last answer; one that was started again counts from its start.</summary>
internal sealed class GateDifferences
{
    private readonly Dictionary<string, (GateReading Reading, DateTimeOffset At)> _last = [];

    /// <summary>What happened since each gate's last answer; nothing of a gate that answers for the first time.</summary>
    public Stretch Since(IReadOnlyList<GateReading> readings, DateTimeOffset now)
    {
        var sums = new Dictionary<string, BusinessStretch>(StringComparer.Ordinal);
        foreach (var reading in readings.Where(reading => reading.Silent is null))
        {
            if (_last.TryGetValue(reading.Gate, out var last) && (now - last.At).TotalSeconds is > 0 and var seconds)
            {
                var same = last.Reading.StartedUnixMs == reading.StartedUnixMs;
                foreach (var count in reading.Businesses)
                    Add(sums, count, same ? last.Reading.Businesses.FirstOrDefault(b => b.Business == count.Business) : null, seconds);
            }
            _last[reading.Gate] = (reading, now);
        }
        return new Stretch(
            now, [.. sums.Values.OrderBy(b => b.Business, StringComparer.Ordinal)], readings.Sum(reading => reading.Sessions),
            [.. readings.Where(reading => reading.Silent is not null).Select(reading => reading.Gate)]);
    }

    private static void Add(Dictionary<string, BusinessStretch> sums, BusinessCount count, BusinessCount? before, double seconds)
    {
        if (!sums.TryGetValue(count.Business, out var sum))
            sums.Add(count.Business, sum = new BusinessStretch(count.Business));
        var latency = count.Latency.Since(before?.Latency ?? new LatencyHistogram());
        var errors = count.Errors - (before?.Errors ?? 0);
        sum.Latency.Add(latency);
        sum.Errors += errors;
        sum.CallsPerSecond += latency.Count / seconds;
        sum.ErrorsPerSecond += errors / seconds;
    }
}

/// <summary>What happened in one stretch of time.</summary>
internal sealed record Stretch(DateTimeOffset Until, IReadOnlyList<BusinessStretch> Businesses, long Sessions, IReadOnlyList<string> Silent);

/// <summary>What one business did in it.</summary>
internal sealed class BusinessStretch(string business)
{
    public string Business { get; } = business;

    public double CallsPerSecond { get; set; }

    public double ErrorsPerSecond { get; set; }

    public long Errors { get; set; }

    public LatencyHistogram Latency { get; } = new();
}
