using System.Collections.Immutable;
using System.Globalization;

namespace Seawall.Alerts.Rules;

/// <summary>What a look at a rule's readings leads to: the state to remember, and signals for what began or ended.</summary>
public readonly record struct RuleDecision(RuleState State, IReadOnlyList<AlertSignal> Signals);

/// <summary>The judgement of rules, free of clocks and stores.</summary>
public static class RuleJudge
{
    /// <summary>A firing subject that is measured no more is let go after this: its process left the site.</summary>
    public static readonly TimeSpan Forget = TimeSpan.FromMinutes(10);

    public static RuleDecision Decide(AlertRule rule, IReadOnlyList<Reading> readings, RuleState state, DateTimeOffset now)
    {
        var subjects = state.Subjects.ToBuilder();
        var signals = new List<AlertSignal>();
        foreach (var reading in readings)
            Judge(rule, reading, subjects, signals, now);
        foreach (var (subject, last) in state.Subjects)
        {
            if (!readings.Any(reading => reading.Subject == subject))
                Miss(rule, subject, last, subjects, signals, now);
        }
        return new RuleDecision(new RuleState(subjects.ToImmutable()), signals);
    }

    private static void Judge(
        AlertRule rule, Reading reading, ImmutableSortedDictionary<string, SubjectState>.Builder subjects, List<AlertSignal> signals, DateTimeOffset now)
    {
        var last = subjects.GetValueOrDefault(reading.Subject);
        if (BadOf(rule, reading, last) is not { } bad)
        {
            // Without a value nothing is known: what fires goes on firing, what was about to is not counted on.
            if (last is { Firing: false, Since: not null })
                subjects[reading.Subject] = last with { Since = null };
            else if (last is { Firing: true } && now - last.Seen >= Forget)
                LetGo(rule, reading.Subject, subjects, signals, now);
            return;
        }
        var firing = last?.Firing ?? false;
        if (bad == firing)
        {
            subjects[reading.Subject] = new SubjectState(firing, null, now);
            return;
        }
        var since = last?.Since ?? (rule.Kind == RuleKind.Absence && bad ? now - (reading.Age ?? TimeSpan.Zero) : now);
        if (now - since < (bad ? rule.For : rule.ClearFor))
        {
            subjects[reading.Subject] = new SubjectState(firing, since, now);
            return;
        }
        subjects[reading.Subject] = new SubjectState(bad, null, now);
        signals.Add(Signal(rule, reading, bad, now));
    }

    // Null when there is nothing to judge by. While it fires, it must pass the clearing limit to be well.
    private static bool? BadOf(AlertRule rule, Reading reading, SubjectState? last)
    {
        if (rule.Kind == RuleKind.Absence)
            return reading.Age is not { } age || age >= rule.For;
        if (reading.Value is not { } value)
            return null;
        var firing = last is { Firing: true };
        return rule.Over is { } over ? value > (firing ? rule.Clear ?? over : over) : value < (firing ? rule.Clear ?? rule.Under : rule.Under);
    }

    private static void Miss(
        AlertRule rule, string subject, SubjectState last, ImmutableSortedDictionary<string, SubjectState>.Builder subjects, List<AlertSignal> signals, DateTimeOffset now)
    {
        var gone = now - last.Seen;
        if (rule.Kind == RuleKind.Absence && !last.Firing && gone >= rule.For)
        {
            subjects[subject] = last with { Firing = true, Since = null };
            signals.Add(Signal(rule, new Reading(subject, null, gone), true, now));
        }
        else if (gone >= Forget)
        {
            LetGo(rule, subject, subjects, signals, now);
        }
    }

    private static void LetGo(
        AlertRule rule, string subject, ImmutableSortedDictionary<string, SubjectState>.Builder subjects, List<AlertSignal> signals, DateTimeOffset now)
    {
        if (subjects[subject].Firing)
            signals.Add(Signal(rule, new Reading(subject, null, null), false, now) with { Summary = $"{rule.What}: {Named(subject)}is measured no more" });
        subjects.Remove(subject);
    }

    private static AlertSignal Signal(AlertRule rule, Reading reading, bool firing, DateTimeOffset now) =>
        new(reading.Subject.Length == 0 ? rule.Key : $"{rule.Key}:{reading.Subject}", firing, now, Summary(rule, reading), rule.Owner, rule.Plan)
        {
            Severity = rule.Severity,
            Group = rule.Group,
            Source = "rule/" + rule.Name,
            Rule = rule.Name,
        };

    private static string Summary(AlertRule rule, Reading reading)
    {
        var value = rule.Kind == RuleKind.Absence
            ? reading.Age is { } age ? $"no sample for {Kernel.DurationText.Format(age)}" : "no sample"
            : Figure(reading.Value);
        var limit = Figure(rule.Over ?? rule.Under);
        return rule.Summary.Length > 0
            ? rule.Summary.Replace("{subject}", reading.Subject, StringComparison.Ordinal).Replace("{value}", value, StringComparison.Ordinal).Replace("{limit}", limit, StringComparison.Ordinal)
            : rule.Kind == RuleKind.Absence ? $"{rule.What}: {Named(reading.Subject)}{value}"
            : $"{rule.What}: {Named(reading.Subject)}{value}, limit {limit}";
    }

    private static string Named(string subject) => subject.Length == 0 ? "" : subject + " ";

    private static string Figure(double? value) => value?.ToString(Math.Abs(value.Value) is >= 1000 or 0 ? "0" : "0.####", CultureInfo.InvariantCulture) ?? "–";
}
