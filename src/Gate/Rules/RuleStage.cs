using Seawall.Client.Config;
using Seawall.Client.Gates;
using Seawall.Gate.Judging;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Rules;

/// <summary>
/// The rules of <c>rule/…</c>: the first that means a statement and is enforced decides; those that tag or warn are counted and let the next decide. Sets are swapped whole: one
/// with a fault is told and not used, and the former stays.
/// </summary>
internal sealed class RuleStage : Stage, IDisposable
{
    private readonly TimeProvider _time;
    private readonly IEstimates? _estimates;
    private readonly IDisposable _following;
    private volatile RuleSet _set = RuleSet.Empty;
    private volatile RuleStanding _standing = RuleStanding.None;
    private ConfigEntry[] _entries = [];

    public RuleStage(LiveConfig config, TimeProvider time, IEstimates? estimates = null)
    {
        (_time, _estimates) = (time, estimates);
        _following = config.Subscribe(Apply);
    }

    /// <summary>The rules in force.</summary>
    public RuleSet Set => _set;

    /// <summary>Which config they are of.</summary>
    public RuleStanding Standing => _standing;

    public override Verdict Enter(in StatementCall call, Ticket ticket)
    {
        var set = _set;
        if (set.IsIdle)
            return Verdict.Allow;
        var hits = call.Session.Rules.Of(set, call.Session, call.Business, call.Statement);
        return hits.Length == 0 ? Verdict.Allow : Decide(hits, call, ticket);
    }

    // How long a statement takes is known when it is over: only then can a rule that warns say that it would have been cancelled.
    public override void OnCompleted(in CompletedRequest done)
    {
        var set = _set;
        if (!set.WarnsOfCancels)
            return;
        foreach (ref readonly var hit in done.Session.Rules.Of(set, done.Session, done.Session.BusinessOf(done.Statement.Application), done.Statement).AsSpan())
        {
            var act = hit.Rule.Rule.Act;
            if (!hit.Rule.IsEnforced && act.Kind == RuleActKind.Cancel && done.DurationMicros >= act.AfterMs * 1000L)
                hit.Row.Current.Warn();
        }
    }

    public void Dispose() => _following.Dispose();

    private Verdict Decide(RuleHit[] hits, in StatementCall call, Ticket ticket)
    {
        var isWarned = false;
        foreach (ref readonly var hit in hits.AsSpan())
        {
            var rule = hit.Rule;
            if (!rule.IsDue(call, _time, _estimates))
                continue;
            var row = hit.Row.Match(call.NowMicros);
            if (rule.IsTag)
            {
                row.Count(RuleDecision.Tagged);
                continue;
            }
            // Were those that warn enforced, the first of them would decide and no later one be asked.
            if (!rule.IsEnforced && isWarned)
                continue;
            var decision = rule.Decide(call, ticket, hit.Told, out var verdict);
            if (rule.IsEnforced)
            {
                row.Count(decision);
                return verdict;
            }
            isWarned = true;
            if (decision is RuleDecision.Refused or RuleDecision.Queued)
                row.Warn();
        }
        return Verdict.Allow;
    }

    private void Apply(ConfigSnapshot snapshot)
    {
        ConfigEntry[] entries = [.. snapshot.Under(ConfigKeys.Rule)];
        // Another key's push drops no cache.
        if (entries.AsSpan().SequenceEqual(_entries) && _standing.Faults.Count == 0)
        {
            _standing = new RuleStanding(snapshot.Revision, []);
            return;
        }
        var rules = GateRule.ParseAll(snapshot, out var faults);
        if (faults.Count > 0)
        {
            _standing = _standing with { Faults = faults };
            throw new InvalidOperationException($"the gate stays with the rules of revision {_standing.Revision}: {string.Join('\n', faults)}");
        }
        _entries = entries;
        _set = RuleSet.Of(rules, _set);
        _standing = new RuleStanding(snapshot.Revision, []);
    }
}

/// <summary>How the rules in force stand to the config.</summary>
/// <param name="Revision">The revision they are of.</param>
/// <param name="Faults">Why a later one is not in force; empty when none is missing.</param>
internal sealed record RuleStanding(long Revision, IReadOnlyList<string> Faults)
{
    public static RuleStanding None { get; } = new(0, []);
}
