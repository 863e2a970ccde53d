using Seawall.Alerts.Rules;
using Seawall.Control.Metrics;

namespace Seawall.Control.Alerts;

/// <summary>What the metrics say of a rule's series now.</summary>
internal static class RuleReadings
{
    public static IReadOnlyList<Reading> Of(AlertRule rule, IMetricSource metrics)
    {
        if (rule.Kind == RuleKind.Signal)
            return [];
        if (rule.Each.Length == 0)
            return [Read(rule, "", rule.Series.Labels, rule.Per.Labels, metrics)];
        // Errors may never have happened, calls have: who is looked at is told by what a ratio divides by.
        var all = rule.Kind == RuleKind.Ratio ? rule.Per : rule.Series;
        var subjects = metrics.Find(all.Metric, all.Labels).Select(labels => labels.GetValueOrDefault(rule.Each, "")).Where(subject => subject.Length > 0).Distinct(StringComparer.Ordinal);
        return [.. subjects.Select(subject => Read(rule, subject, With(rule.Series.Labels, rule.Each, subject), With(rule.Per.Labels, rule.Each, subject), metrics))];
    }

    private static Reading Read(AlertRule rule, string subject, IReadOnlyDictionary<string, string> labels, IReadOnlyDictionary<string, string> per, IMetricSource metrics) => new(
        subject,
        rule.Kind switch
        {
            RuleKind.Threshold => metrics.TryLast(rule.Series.Metric, labels, out var last) ? last : null,
            RuleKind.Rate => metrics.TryRate(rule.Series.Metric, labels, rule.Window, out var rate) ? rate : null,
            RuleKind.Ratio => Ratio(rule, labels, per, metrics),
            _ => null,
        },
        rule.Kind == RuleKind.Absence ? metrics.Age(rule.Series.Metric, labels) : null);

    private static double? Ratio(AlertRule rule, IReadOnlyDictionary<string, string> labels, IReadOnlyDictionary<string, string> per, IMetricSource metrics)
    {
        if (!metrics.TryRate(rule.Per.Metric, per, rule.Window, out var all) || all <= 0 || all < rule.AtLeast)
            return null;
        return metrics.TryRate(rule.Series.Metric, labels, rule.Window, out var part) ? part / all : 0;
    }

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> labels, string name, string value) => new(labels, StringComparer.Ordinal) { [name] = value };
}
