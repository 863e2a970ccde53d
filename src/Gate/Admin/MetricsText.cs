using System.Globalization;
using System.Text;
using Seawall.Gate.Capturing;
using Seawall.Gate.Sessions;
using Seawall.Gate.Statistics;

namespace Seawall.Gate.Admin;

/// <summary>The gate's counts in the Prometheus text format.</summary>
internal static class MetricsText
{
    public static string Write(GateContext context, StatCollector statistics, CaptureSink? capture)
    {
        StringBuilder text = new();
        string gate = context.Options.Name;
        Add("seawall_gate_sessions", "gauge", "Client sessions open now.", context.Counters.Open);
        Add("seawall_gate_sessions_opened_total", "counter", "Client sessions since the start.", context.Counters.Opened);
        Add("seawall_gate_refused_total", "counter", "Clients refused: unknown database, upstream down, malformed start-up.", context.Counters.Refused);
        Add("seawall_gate_cancels_total", "counter", "Cancel requests carried.", context.Counters.Cancels);
        Add("seawall_gate_faults_total", "counter", "Handlers that threw; each cost its connection.", context.Counters.Faults);
        Add("seawall_gate_statistics_overflow_total", "counter", "Calls moved to other because a table of statistics was full.", statistics.Overflowed);
        if (capture is not null)
        {
            Add("seawall_gate_capture_records_total", "counter", "Statements captured.", capture.Captured);
            Add("seawall_gate_capture_dropped_total", "counter", "Statements not captured: writer behind, or too long.", capture.Dropped);
        }
        return text.ToString();

        void Add(string name, string kind, string help, long value) => text.Append(CultureInfo.InvariantCulture,
            $"# HELP {name} {help}\n# TYPE {name} {kind}\n{name}{{gate=\"{gate}\"}} {value}\n");
    }
}
