using Seawall.Alerts;
using Seawall.Alerts.Rules;
using Seawall.Control.Metrics;

namespace Seawall.Control.Alerts;

/// <summary>Keeps where every rule stands between two looks. What fires is what the book holds, so that neither a restart nor a change of a rule leaves an alert open or raises it twice.</summary>
internal sealed class RuleWatch(IMetricSource metrics)
{
    private readonly Dictionary<string, RuleState> _rules = [];

    /// <summary>Looks at every rule, and says what began and what is over; alerts whose rule is no more are over.</summary>
    public IReadOnlyList<AlertSignal> Look(AlertPolicy policy, BookState book, DateTimeOffset now)
    {
        var signals = new List<AlertSignal>();
        foreach (var rule in policy.Rules.Where(rule => rule.Kind != RuleKind.Signal))
        {
            var state = Known(rule, book, now);
            var (next, raised) = RuleJudge.Decide(rule, RuleReadings.Of(rule, metrics), state, now);
            _rules[rule.Name] = next;
            signals.AddRange(raised);
        }
        foreach (var name in _rules.Keys.Except(policy.Rules.Select(rule => rule.Name)).ToList())
            _rules.Remove(name);
        signals.AddRange(Orphans(policy, book, now));
        return signals;
    }

    // What fires is told by the book, which outlives a restart and a change of the rule; what is about to is known here only.
    private RuleState Known(AlertRule rule, BookState book, DateTimeOffset now)
    {
        var former = _rules.TryGetValue(rule.Name, out var known) ? known.Subjects : RuleState.Empty.Subjects;
        var firing = book.Open.Values.Where(alert => alert.Sources.Contains(SourceOf(rule))).Select(alert => SubjectOf(rule, alert.Key)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var subjects = former.ToBuilder();
        foreach (var (subject, state) in former.Where(one => one.Value.Firing != firing.Contains(one.Key)))
            subjects[subject] = state with { Firing = !state.Firing, Since = null };
        foreach (var subject in firing.Where(subject => !former.ContainsKey(subject)))
            subjects[subject] = new SubjectState(true, null, now);
        return new RuleState(subjects.ToImmutable());
    }

    private static IEnumerable<AlertSignal> Orphans(AlertPolicy policy, BookState book, DateTimeOffset now) =>
        from alert in book.Open.Values
        from source in alert.Sources
        where source.StartsWith("rule/", StringComparison.Ordinal)
            && !policy.Rules.Any(rule => SourceOf(rule) == source && rule.Kind != RuleKind.Signal && SubjectOf(rule, alert.Key) is not null)
        select new AlertSignal(alert.Key, false, now, $"{alert.Summary}: its rule is no more", alert.Owner, alert.Plan) { Source = source };

    private static string SourceOf(AlertRule rule) => "rule/" + rule.Name;

    // Null for a key that this rule does not raise.
    private static string? SubjectOf(AlertRule rule, string key) =>
        rule.Each.Length == 0 ? key == rule.Key ? "" : null
        : key.StartsWith(rule.Key + ":", StringComparison.Ordinal) ? key[(rule.Key.Length + 1)..] : null;
}
