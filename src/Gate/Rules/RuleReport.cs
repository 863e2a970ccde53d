using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Seawall.Client.Gates;
using Seawall.Gate.Interception;

namespace Seawall.Gate.Rules;

/// <summary>Writes the JSON of <c>/rules</c>: every rule in the order they are asked, what each decided since the gate knows it, and of which statements most; and what the interception did.</summary>
internal static class RuleReport
{
    private const int Top = 10;

    public static void Write(IBufferWriter<byte> output, string gate, RuleStage stage, TimeProvider time, InterceptionStage? interception = null)
    {
        var (set, standing) = (stage.Set, stage.Standing);
        var nowMicros = time.GetTimestamp() * (1_000_000.0 / time.TimestampFrequency);
        using Utf8JsonWriter json = new(output);
        json.WriteStartObject();
        json.WriteString("gate", gate);
        json.WriteNumber("revision", standing.Revision);
        json.WriteStartArray("faults");
        foreach (var fault in standing.Faults)
            json.WriteStringValue(fault);
        json.WriteEndArray();
        json.WriteStartArray("rules");
        foreach (var rule in set.All)
            Write(json, rule, time.GetUtcNow(), nowMicros);
        json.WriteEndArray();
        if (interception is not null)
        {
            json.WritePropertyName("interception");
            InterceptionReport.Write(json, interception, (long)nowMicros);
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CompiledRule rule, DateTimeOffset now, double nowMicros)
    {
        var (all, later, isCancel) = (RuleFigures.Of(rule), RuleFigures.Later(rule), rule.Rule.Act.Kind == RuleActKind.Cancel);
        json.WriteStartObject();
        json.WriteString("name", rule.Rule.Name);
        json.WriteString("what", rule.Rule.What);
        json.WriteString("mode", rule.Rule.Mode.ToString().ToLowerInvariant());
        json.WriteNumber("order", rule.Rule.Order);
        json.WriteString("kind", rule.Rule.Act.Kind.ToString().ToLowerInvariant());
        json.WriteNumber("matched", all.Matched);
        json.WriteNumber("allowed", all.Allowed);
        json.WriteNumber("refused", all.Refused);
        json.WriteNumber("queued", all.Queued);
        json.WriteNumber("timedOut", isCancel ? 0 : later);
        json.WriteNumber("cancelled", isCancel ? later : 0);
        json.WriteNumber("warned", all.Warned);
        json.WriteNumber("running", rule.Held.Running);
        json.WriteNumber("waiting", rule.Held.Waiting);
        if (all.LastMicros == 0)
            json.WriteNull("lastUnix");
        else
            json.WriteNumber("lastUnix", now.AddMicroseconds(Math.Min(0, all.LastMicros - nowMicros)).ToUnixTimeSeconds());
        json.WriteStartArray("top");
        foreach (var row in rule.Hits.Rows().Take(Top))
            Write(json, row);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, HitRow row)
    {
        var count = row.Read();
        if (count.Matched == 0)
            return;
        json.WriteStartObject();
        json.WriteString("business", row.Business);
        json.WriteString("fingerprint", row.Fingerprint.ToString("x16", CultureInfo.InvariantCulture));
        json.WriteString("sql", row.Sql);
        json.WriteNumber("calls", count.Matched);
        json.WriteNumber("refused", count.Refused);
        json.WriteNumber("queued", count.Queued);
        json.WriteNumber("warned", count.Warned);
        json.WriteEndObject();
    }
}
