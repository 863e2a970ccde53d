using System.Globalization;
using Seawall.Alerts;
using Seawall.Alerts.Desk;
using Seawall.Alerts.Rules;
using Seawall.Kernel;

namespace Seawall.Control.Alerts;

/// <summary>Desk and policy as API and page show them.</summary>
internal static class AlertReader
{
    public static AlertBoard Board(AlertDesk desk, PolicyInForce force, DateTimeOffset? evaluated, DateTimeOffset now) => new(
        evaluated,
        [.. desk.Current.Book.Open.Values.OrderByDescending(alert => alert.Severity).ThenBy(alert => alert.Since)
            .Select(alert => new OpenAlert(alert, force.Policy.SilenceOf(alert.Key, now)?.Id))],
        [.. force.Policy.Silences.Where(silence => silence.Until > now).OrderBy(silence => silence.Until).Select(silence => new SilenceView(silence.Id, silence.Match, silence.Until, silence.Who, silence.Why))],
        [.. desk.Current.Outbox.Select(pending => new WaitingMessage(pending.Message.Id, pending.Message.Kind, pending.Message.Outlet, pending.Message.Group, pending.Attempts, pending.LastFailure))],
        force.Left);

    public static AlertHistory History(AlertDesk desk, int most) =>
        new([.. desk.Current.Book.Past.Reverse().Take(most)], [.. desk.Current.Journal.Reverse().Take(most)]);

    public static IReadOnlyList<RuleView> Rules(AlertDesk desk, AlertPolicy policy) =>
    [
        .. policy.Rules.Select(rule => new RuleView(
            rule.Name, Word(rule.Kind), rule.What, Word(rule.Severity), rule.Owner, rule.Plan, Watches(rule),
            desk.Current.Book.Open.Values.Count(alert => alert.Rule == rule.Name || alert.Sources.Contains("rule/" + rule.Name)))),
    ];

    public static IReadOnlyList<OutletView> Outlets(AlertPolicy policy) =>
        [.. policy.Outlets.Select(outlet => new OutletView(outlet.Name, outlet.Kind, outlet.Address, outlet.Default, Word(outlet.Least)))];

    public static string Watches(AlertRule rule)
    {
        if (rule.Kind == RuleKind.Signal)
            return rule.Match;
        var labels = rule.Series.Labels.Count == 0 ? "" : "{" + string.Join(",", rule.Series.Labels.Select(label => $"{label.Key}={label.Value}")) + "}";
        var limit = rule.Over is { } over ? string.Create(CultureInfo.InvariantCulture, $" > {over}") : rule.Under is { } under ? string.Create(CultureInfo.InvariantCulture, $" < {under}") : "";
        var measured = rule.Kind switch
        {
            RuleKind.Rate => $"rate({rule.Series.Metric}{labels})",
            RuleKind.Ratio => $"{rule.Series.Metric}{labels} / {rule.Per.Metric}",
            RuleKind.Absence => $"no {rule.Series.Metric}{labels}",
            _ => rule.Series.Metric + labels,
        };
        return $"{measured}{limit}{(rule.For > TimeSpan.Zero ? " for " + DurationText.Format(rule.For) : "")}{(rule.Each.Length > 0 ? ", each " + rule.Each : "")}";
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
