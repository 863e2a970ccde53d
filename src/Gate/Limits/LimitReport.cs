using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Seawall.Gate.HotRows;

namespace Seawall.Gate.Limits;

/// <summary>The body of <c>/limits</c>: servers, businesses, named limits and hot rows as they stand. Waits are those of the last ten to twenty seconds, in microseconds.</summary>
internal static class LimitReport
{
    /// <param name="limits">Null when the gate has no limits.</param>
    /// <param name="rows">Null when the gate guards no rows.</param>
    public static void Write(IBufferWriter<byte> output, string gate, LimitStage? limits, HotRowStage? rows)
    {
        using Utf8JsonWriter json = new(output);
        json.WriteStartObject();
        json.WriteString("gate", gate);
        json.WriteStartArray("servers");
        foreach (ServerQueue server in (limits?.Set.Servers.Values ?? []).OrderBy(server => server.Address, StringComparer.Ordinal))
            WriteServer(json, server);
        json.WriteEndArray();
        json.WriteStartArray("businesses");
        foreach (BusinessAccount account in (limits?.Accounts.All ?? []).OrderBy(account => account.Name, StringComparer.Ordinal))
            WriteBusiness(json, account);
        json.WriteEndArray();
        json.WriteStartArray("limits");
        foreach (NamedLimitRule limit in limits?.Set.Limits ?? [])
            WriteLimit(json, limit.Buckets);
        json.WriteEndArray();
        json.WriteStartArray("hotRows");
        foreach (HotRowState row in rows?.Hot() ?? [])
        {
            json.WriteStartObject();
            json.WriteString("fingerprint", row.Fingerprint.ToString("x16", CultureInfo.InvariantCulture));
            json.WriteString("key", row.Key);
            json.WriteNumber("inFlight", row.InFlight);
            json.WriteNumber("waiting", row.Waiting);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteServer(Utf8JsonWriter json, ServerQueue server)
    {
        json.WriteStartObject();
        json.WriteString("server", server.Address);
        json.WriteNumber("limit", server.Places.Slots);
        json.WriteNumber("inFlight", server.Places.Taken);
        json.WriteNumber("waiting", server.Places.Waiting);
        json.WriteNumber("queueP50Micros", server.Waits.At(0.5));
        json.WriteNumber("queueP99Micros", server.Waits.At(0.99));
        json.WriteNumber("baselineMicros", server.Pace.BaselineMicros);
        json.WriteEndObject();
    }

    private static void WriteBusiness(Utf8JsonWriter json, BusinessAccount account)
    {
        json.WriteStartObject();
        json.WriteString("business", account.Name);
        json.WriteString("grade", string.Create(CultureInfo.InvariantCulture, $"G{account.Grade}"));
        json.WriteNumber("inFlight", account.InFlight.Taken);
        json.WriteNumber("waiting", account.Waiting);
        json.WriteNumber("shed", account.Shed);
        json.WriteNumber("memoryBytes", account.WaitingBytes);
        json.WriteEndObject();
    }

    private static void WriteLimit(Utf8JsonWriter json, LimitBuckets limit)
    {
        json.WriteStartObject();
        json.WriteString("name", limit.Name);
        json.WriteNumber("inFlight", limit.All.Sum(bucket => bucket.Places.Taken));
        json.WriteNumber("waiting", limit.All.Sum(bucket => bucket.Places.Waiting));
        json.WriteNumber("waited", limit.Waited);
        json.WriteNumber("refused", limit.Refused);
        json.WriteEndObject();
    }
}
