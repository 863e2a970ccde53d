using System.Collections.Immutable;
using Seawall.Alerts;
using Seawall.Alerts.Rules;
using Seawall.Control.Metrics;

namespace Seawall.Control.Alerts;

/// <summary>Keeps where every rule stands between two looks. What a rule raised before a restart or a change of it is taken up from the book.</summary>
internal sealed class RuleWatch(IMetricSource metrics)
{
    private readonly Dictionary<string, (AlertRule Rule, RuleState State)> _rules = [];

    /// <summary>Looks at every rule, and says what began and what is over; alerts whose rule is no more are over.</summary>
    public IReadOnlyList<AlertSignal> Look(AlertPolicy policy, BookState book, DateTimeOffset now)
    {
        var signals = new List<AlertSignal>();
        foreach (var rule in policy.Rules.Where(rule => rule.Kind != RuleKind.Signal))
        {
            // A rule read anew is another object, whether or not it says the same.
            var state = _rules.TryGetValue(rule.Name, out var known) && ReferenceEquals(known.Rule, rule) ? known.State : TakeUp(rule, book, now);
            var (next, raised) = RuleJudge.Decide(rule, RuleReadings.Of(rule, metrics), state, now);
            _rules[rule.Name] = (rule, next);
            signals.AddRange(raised);
        }
        foreach (var name in _rules.Keys.Except(policy.Rules.Select(rule => rule.Name)).ToList())
            _rules.Remove(name);
        signals.AddRange(Orphans(policy, book, now));
        return signals;
    }

    private RuleState TakeUp(AlertRule rule, BookState book, DateTimeOffset now)
    {
        var former = _rules.TryGetValue(rule.Name, out var known) ? known.State.Subjects : ImmutableSortedDictionary<string, SubjectState>.Empty;
        var firing = book.Open.Values.Where(alert => alert.Sources.Contains(SourceOf(rule)) && SubjectOf(rule, alert.Key) is not null);
        return new RuleState(former.Where(subject => !subject.Value.Firing).Select(subject => KeyValuePair.Create(subject.Key, subject.Value))
            .Concat(firing.Select(alert => KeyValuePair.Create(SubjectOf(rule, alert.Key)!, new SubjectState(true, null, now))))
            .ToImmutableSortedDictionary(StringComparer.Ordinal));
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
