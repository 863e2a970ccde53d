using System.Buffers;
using System.Text.Json;
using Seawall.Gate.Statistics;

namespace Seawall.Gate.Admin;

/// <summary>
/// The body of <c>/live</c>: counts of each business since the gate started, for a reader that asks every second and takes differences. <c>startedUnixMs</c>
/// tells it that a gate was started again, since its counts begin anew then.
/// </summary>
internal static class LiveReport
{
    public static void Write(IBufferWriter<byte> output, string gate, DateTimeOffset started, long sessions, IEnumerable<LiveTotal> totals)
    {
        using Utf8JsonWriter json = new(output);
        ArrayBufferWriter<byte> histogram = new();
        json.WriteStartObject();
        json.WriteString("gate", gate);
        json.WriteNumber("startedUnixMs", started.ToUnixTimeMilliseconds());
        json.WriteNumber("sessions", sessions);
        json.WriteStartArray("businesses");
        foreach (LiveTotal total in totals.OrderBy(t => t.Business, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("business", total.Business);
            json.WriteNumber("calls", total.Latency.Count);
            json.WriteNumber("errors", total.Errors);
            json.WriteNumber("totalMicros", total.Latency.Sum);
            histogram.ResetWrittenCount();
            total.Latency.WriteTo(histogram);
            json.WriteBase64String("histogram", histogram.WrittenSpan);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
