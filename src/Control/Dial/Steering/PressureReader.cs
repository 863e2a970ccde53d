using Seawall.Control.Metrics;
using Seawall.Control.Metrics.Businesses;

namespace Seawall.Control.Dial.Steering;

/// <summary>Reads from the control center's store how near the site is to overload.</summary>
internal sealed class PressureReader(IMetricSource source)
{
    private const string QueueWait = "seawall.limit.wait";
    private const string Cpu = "system.cpu.time";
    private const double FewestRequests = 1;

    private static readonly TimeSpan Now = TimeSpan.FromSeconds(10);
    private static readonly Dictionary<string, string> Any = [];
    private static readonly Dictionary<string, string> Busy = new() { ["cpu.mode"] = "user|nice|system|interrupt|softirq|steal" };

    // 503 is what shed features and refused requests answer: counted here, shedding would call for more shedding.
    private static readonly Dictionary<string, string> Failed = new() { ["http.response.status_code"] = "500|502|504" };

    public PressureFigures Read() => new(
        source.TryLast(QueueWait, Any, out var wait) ? wait * 1000 : null,
        source.TryRate(Cpu, Busy, Now, out var busy) && source.TryRate(Cpu, Any, Now, out var all) && all > 0 ? busy / all : null,
        Requests() is { } requests ? (source.TryRate(BusinessFigures.Requests, Failed, Now, out var failed) ? failed : 0) / requests : null,
        Requests() is not null && source.TryLast(BusinessFigures.Requests + ".p99", Any, out var latency) ? latency * 1000 : null);

    // A share of next to nothing says nothing.
    private double? Requests() => source.TryRate(BusinessFigures.Requests, Any, Now, out var rate) && rate >= FewestRequests ? rate : null;
}
