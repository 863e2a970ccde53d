using System.Diagnostics.Metrics;

namespace Seawall.Client.Bulkheads;

/// <summary>What the bulkheads of a process let through and refused: meter <c>Seawall.Bulkheads</c>.</summary>
internal static class BulkheadFigures
{
    public const string MeterName = "Seawall.Bulkheads";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Calls = Meter.CreateCounter<long>("seawall.bulkhead.calls", "{call}", "Calls to a dependency that its bulkhead admitted at once, admitted after a wait, or refused.");

    public static void Count(string dependency, string outcome) =>
        Calls.Add(1, new("seawall.dependency", dependency), new("seawall.outcome", outcome));

    /// <summary>Shows how full each bulkhead is at this moment.</summary>
    public static Meter Watch(LiveBulkheads bulkheads)
    {
        var meter = new Meter(MeterName);
        meter.CreateObservableGauge("seawall.bulkhead.running", () => Read(bulkheads, bulkhead => bulkhead.Running), "{call}", "Calls that hold a place.");
        meter.CreateObservableGauge("seawall.bulkhead.waiting", () => Read(bulkheads, bulkhead => bulkhead.Waiting), "{call}", "Calls that wait for a place.");
        return meter;
    }

    private static IEnumerable<Measurement<long>> Read(LiveBulkheads bulkheads, Func<Bulkhead, long> read) =>
        bulkheads.All.Select(bulkhead => new Measurement<long>(read(bulkhead), new KeyValuePair<string, object?>("seawall.dependency", bulkhead.Dependency)));
}
