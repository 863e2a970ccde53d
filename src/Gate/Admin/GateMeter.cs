using System.Diagnostics.Metrics;
using Seawall.Gate.Capturing;
using Seawall.Gate.Sessions;
using Seawall.Gate.Statistics;

namespace Seawall.Gate.Admin;

/// <summary>The meter <c>Seawall.Gate</c>: what the gate counts of sessions, statistics and capture.</summary>
internal sealed class GateMeter : IDisposable
{
    private readonly Meter _meter;

    /// <param name="scope">The registry hears the meter of this gate only, should there be two in a process.</param>
    /// <param name="context">What the gate counts.</param>
    /// <param name="statistics">Its statistics.</param>
    /// <param name="capture">Its capture; null when it has none.</param>
    public GateMeter(object scope, GateContext context, StatCollector statistics, CaptureSink? capture)
    {
        _meter = new Meter(new MeterOptions("Seawall.Gate") { Scope = scope });
        KeyValuePair<string, object?> gate = new("gate", context.Options.Name);
        _meter.CreateObservableUpDownCounter("seawall.gate.sessions", () => new Measurement<long>(context.Counters.Open, gate), "{session}", "Client sessions open now.");
        Rising("seawall.gate.sessions_opened", "Client sessions since the start.", () => context.Counters.Opened);
        Rising("seawall.gate.refused", "Clients refused: unknown database, upstream down, malformed start-up.", () => context.Counters.Refused);
        Rising("seawall.gate.cancels", "Cancel requests carried.", () => context.Counters.Cancels);
        Rising("seawall.gate.faults", "Handlers that threw; each cost its connection.", () => context.Counters.Faults);
        Rising("seawall.gate.statistics_overflow", "Calls moved to other because a table of statistics was full.", () => statistics.Overflowed);
        if (capture is not null)
        {
            Rising("seawall.gate.capture_records", "Statements captured.", () => capture.Captured);
            Rising("seawall.gate.capture_dropped", "Statements not captured: writer behind, or too long.", () => capture.Dropped);
        }

        void Rising(string name, string help, Func<long> value) => _meter.CreateObservableCounter(name, () => new Measurement<long>(value(), gate), "{count}", help);
    }

    public void Dispose() => _meter.Dispose();
}
