using System.Buffers;
using System.Text.Json;
using Seawall.Gate.Admitting;
using Seawall.Gate.Routing;
using Seawall.Transport;

namespace Seawall.Gate.Admin;

/// <summary>The body of <c>/connections</c>: how many there are and may be, who waits, who was refused or sent away and why, by business.</summary>
internal static class ConnectionsReport
{
    public static void Write(IBufferWriter<byte> output, string gate, GateAdmission admission)
    {
        Admission connections = admission.Connections;
        AdmissionCounters counters = connections.Counters;
        using Utf8JsonWriter json = new(output);
        json.WriteStartObject();
        json.WriteString("gate", gate);
        json.WriteNumber("sessions", connections.Named);
        json.WriteNumber("most", connections.Options.Total);
        json.WriteNumber("handshakes", connections.Handshakes);
        json.WriteNumber("mostHandshakes", connections.Options.Handshakes);
        json.WriteNumber("acceptPerSecond", connections.Options.AcceptPerSecond);
        json.WriteNumber("accepted", counters.Accepted);
        json.WriteNumber("admitted", counters.Admitted);
        json.WriteNumber("waitedForRate", counters.WaitedForToken);
        json.WriteNumber("waitedForHandshake", counters.WaitedForHandshake);
        json.WriteNumber("slowHandshakes", counters.SlowHandshakes);
        json.WriteNumber("closedByAddress", counters.ClosedByAddress);
        json.WriteNumber("refusedByAddress", counters.RefusedByAddress);
        json.WriteNumber("refusedByBusiness", counters.RefusedByClass);
        json.WriteNumber("refusedFull", counters.RefusedFull);
        json.WriteNumber("shed", counters.Shed);
        json.WriteStartObject("perBusiness");
        foreach ((string business, int cap) in admission.Settings.PerBusiness.OrderBy(one => one.Key, StringComparer.Ordinal))
            json.WriteNumber(business, cap);
        json.WriteEndObject();
        json.WriteStartArray("servers");
        foreach ((Upstream server, DialQueue dials) in admission.Dials.OrderBy(dial => dial.Key.Address, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("server", server.Address);
            json.WriteNumber("loggingIn", dials.Dialling);
            json.WriteNumber("waiting", dials.Waiting);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("businesses");
        foreach (ConnectionClass business in connections.Classes().OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("business", business.Name);
            json.WriteString("grade", $"G{business.Grade}");
            json.WriteNumber("sessions", business.Count);
            if (admission.Settings.CapOf(business.Name) is { } cap)
                json.WriteNumber("most", cap);
            json.WriteNumber("admitted", business.Admitted);
            json.WriteNumber("refused", business.Refused);
            json.WriteNumber("shed", business.Shed);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
