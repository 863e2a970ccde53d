using System.Diagnostics.Metrics;
using Seawall.Gate.Capturing;
using Seawall.Gate.Rules;
using Seawall.Gate.Sessions;
using Seawall.Gate.Statistics;
using Seawall.Transport;

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
        AdmissionCounters connections = context.Admission.Connections.Counters;
        Rising("seawall.gate.connections_accepted", "Connections accepted.", () => connections.Accepted);
        Rising("seawall.gate.connections_shed", "Sessions sent away for one that matters more.", () => connections.Shed);
        Rising("seawall.gate.connections_slow", "Handshakes that gave way because they took long while others waited.", () => connections.SlowHandshakes);
        Rising("seawall.gate.connections_waited", "Times the next connection waited in the backlog for the accept rate or for a handshake to end.", () => connections.WaitedForToken + connections.WaitedForHandshake);
        Rising("seawall.gate.connections_refused", "Connections refused by a cap: of an address, of a business, of all.", () => connections.RefusedByAddress + connections.RefusedByClass + connections.RefusedFull + connections.ClosedByAddress);
        _meter.CreateObservableUpDownCounter("seawall.gate.handshakes", () => new Measurement<long>(context.Admission.Connections.Handshakes, gate), "{connection}", "Connections that have not said who they are.");
        _meter.CreateObservableUpDownCounter("seawall.gate.logins_waiting", () => new Measurement<long>(context.Admission.Dials.Sum(dial => dial.Value.Waiting), gate), "{connection}", "Clients that wait for their turn to log in to a server.");
        if (context.Rules is { } rules)
            _meter.CreateObservableCounter("seawall.gate.decisions", () => RuleFigures.Decisions(rules.Set, gate), "{count}", "What rules decided, by rule, business and decision; warned for what they would have refused or kept waiting.");
        if (capture is not null)
        {
            Rising("seawall.gate.capture_records", "Statements captured.", () => capture.Captured);
            Rising("seawall.gate.capture_dropped", "Statements not captured: writer behind, or too long.", () => capture.Dropped);
        }

        void Rising(string name, string help, Func<long> value) => _meter.CreateObservableCounter(name, () => new Measurement<long>(value(), gate), "{count}", help);
    }

    public void Dispose() => _meter.Dispose();
}
