using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Seawall.Client.Gates;

namespace Seawall.Gate.Interception;

/// <summary>The interception as JSON: the pressure of each server, every decision counted, and the statements that were decided about or are slow, the most decided first.</summary>
internal static class InterceptionReport
{
    private const int Most = 50;

    /// <summary>Writes one object; the caller writes what stands around it.</summary>
    public static void Write(Utf8JsonWriter json, InterceptionStage stage, long nowMicros)
    {
        var settings = stage.Settings;
        json.WriteStartObject();
        json.WriteString("mode", settings.Mode.ToString().ToLowerInvariant());
        json.WriteStartArray("servers");
        foreach (var server in stage.Servers)
        {
            json.WriteStartObject();
            json.WriteString("server", server.Upstream.Address);
            json.WriteNumber("pressure", server.Level);
            json.WriteNumber("slowdown", Math.Round(Math.Pow(2, server.Log2Slowdown), 2));
            json.WriteNumber("inFlight", server.InFlight);
            json.WriteNumber("slowRunning", server.Slow.Taken);
            json.WriteNumber("slowWaiting", server.Slow.Waiting + server.Trial.Waiting);
            json.WriteNumber("places", server.Places);
            json.WriteNumber("forMs", server.Level == 0 ? 0 : (nowMicros - server.Since) / 1000);
            json.WriteNumber("times", server.Times);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        foreach (var decision in Enum.GetValues<Decision>().Where(decision => decision != Decision.Pass))
            json.WriteNumber(NameOf(decision), Interlocked.Read(ref stage.Decided[(int)decision]));
        json.WriteStartArray("top");
        foreach (var row in Top(stage.Costs, settings))
        {
            json.WriteStartObject();
            json.WriteString("business", row.Business);
            json.WriteString("fingerprint", row.Fingerprint.ToString("x16", CultureInfo.InvariantCulture));
            json.WriteString("sql", row.Sql);
            json.WriteNumber("normalMs", Math.Round(row.NormalMs, 2));
            json.WriteNumber("rows", Math.Round(row.Rows, 1));
            json.WriteNumber("bytes", Math.Round(row.Bytes));
            json.WriteNumber("calls", row.Calls);
            json.WriteBoolean("slow", row.IsSlow);
            foreach (var decision in Enum.GetValues<Decision>().Where(decision => decision != Decision.Pass))
                json.WriteNumber(NameOf(decision), row.Decided[(int)decision]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The object alone.</summary>
    public static byte[] Of(InterceptionStage stage, long nowMicros)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
            Write(json, stage, nowMicros);
        return bytes.WrittenSpan.ToArray();
    }

    private static string NameOf(Decision decision) => decision switch
    {
        Decision.Hold => "held",
        Decision.Try => "tried",
        Decision.Wait => "queued",
        Decision.Refuse => "refused",
        Decision.Warn => "warned",
        _ => "passed",
    };

    private static IEnumerable<Row> Top(CostTable costs, InterceptionSettings settings)
    {
        List<Row> rows = [];
        costs.Read(cost =>
        {
            var view = new CostView(true, cost.Normal.Micros / 1000, cost.Rows, cost.Bytes, 0);
            long[] decided = [.. Enum.GetValues<Decision>().Select(cost.Decided)];
            var slow = cost.Normal.IsKnown && Decisions.IsSlow(settings, view);
            if (slow || decided.Any(count => count > 0))
                rows.Add(new Row(cost.Business, cost.Fingerprint, cost.Info?.Sql ?? "", view.NormalMs, cost.Rows, cost.Bytes, cost.Normal.Samples, slow, decided));
        });
        return rows.OrderByDescending(row => row.Decided.Sum()).ThenByDescending(row => row.NormalMs).Take(Most);
    }

    private sealed record Row(string Business, ulong Fingerprint, string Sql, double NormalMs, double Rows, double Bytes, int Calls, bool IsSlow, long[] Decided);
}
