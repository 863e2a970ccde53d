using System.Diagnostics.Metrics;

namespace Seawall.Gate.Rules;

/// <summary>What rules decided, added up.</summary>
internal static class RuleFigures
{
    /// <summary>All that one rule decided.</summary>
    public static HitCount Of(CompiledRule rule)
    {
        var all = default(HitCount);
        foreach (var row in rule.Hits.Rows())
            all = all.With(row.Read());
        return all;
    }

    /// <summary>Statements that waited in vain, or were cancelled, by one rule.</summary>
    public static long Later(CompiledRule rule) => rule.Refusals.All().Sum(told => told.Told.Later.Told);

    /// <summary>The counts of <c>seawall_gate_decisions_total</c>: by rule, business and decision.</summary>
    public static IEnumerable<Measurement<long>> Decisions(RuleSet set, KeyValuePair<string, object?> gate)
    {
        foreach (var rule in set.All)
        {
            var later = rule.Rule.Act.Kind == Client.Gates.RuleActKind.Cancel ? "cancelled" : "timed_out";
            foreach (var (business, told) in rule.Refusals.All())
            {
                if (told.Later.Told > 0)
                    yield return Of(told.Later.Told, business, later);
            }
            foreach (var business in rule.Hits.Rows().GroupBy(row => row.Business, StringComparer.Ordinal))
            {
                var all = business.Aggregate(default(HitCount), (sum, row) => sum.With(row.Read()));
                foreach (var (count, decision) in new[] { (all.Allowed, rule.IsTag ? "tagged" : "allowed"), (all.Refused, "refused"), (all.Queued, "queued"), (all.Warned, "warned") })
                {
                    if (count > 0)
                        yield return Of(count, business.Key, decision);
                }
            }

            Measurement<long> Of(long count, string business, string decision) =>
                new(count, gate, new("rule", rule.Rule.Name), new("business", business), new("decision", decision));
        }
    }
}
