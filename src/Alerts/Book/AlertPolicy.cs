using Seawall.Alerts.Outlets;
using Seawall.Alerts.Rules;

namespace Seawall.Alerts;

/// <summary>Rules, outlets and silences in force: what the book decides by.</summary>
public sealed record AlertPolicy
{
    public static AlertPolicy None { get; } = new();

    public IReadOnlyList<AlertRule> Rules { get; init; } = [];

    public IReadOnlyList<Outlet> Outlets { get; init; } = [];

    public IReadOnlyList<Silence> Silences { get; init; } = [];

    /// <summary>How long a first alert waits for others of its group; 1 s.</summary>
    public TimeSpan GroupWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an alert must be quiet to be over; doubled each time it comes back meanwhile, up to <see cref="LongestSettle"/>; 5 s.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>5 min.</summary>
    public TimeSpan LongestSettle { get; init; } = TimeSpan.FromMinutes(5);

    public Silence? SilenceOf(string key, DateTimeOffset now) => Silences.FirstOrDefault(silence => silence.Covers(key, now));

    /// <summary>The rule that speaks for an alert: the one that raised it, else the first of kind signal that matches its key.</summary>
    public AlertRule? RuleOf(string rule, string key) =>
        Rules.FirstOrDefault(one => rule.Length > 0 && one.Name == rule)
        ?? Rules.FirstOrDefault(one => one.Kind == RuleKind.Signal && KeyPattern.Matches(one.Match, key));

    /// <summary>The outlets that are told of an alert first.</summary>
    public IReadOnlyList<string> OutletsOf(Alert alert)
    {
        var named = RuleOf(alert.Rule, alert.Key)?.Outlets ?? [];
        var told = Outlets.Where(outlet => named.Count > 0 ? named.Contains(outlet.Name) : outlet.Default && alert.Severity >= outlet.Least);
        return [.. told.Where(outlet => alert.Key != "outlet:" + outlet.Name).Select(outlet => outlet.Name)];
    }

    internal TimeSpan SettleOf(Alert alert) =>
        TimeSpan.FromTicks(Math.Min(LongestSettle.Ticks, Settle.Ticks << Math.Min(alert.Returns, 20)));
}
