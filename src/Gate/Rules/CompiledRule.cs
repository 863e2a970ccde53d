using Seawall.Client.Gates;
using Seawall.Gate.Judging;
using Seawall.Gate.Limits;

namespace Seawall.Gate.Rules;

/// <summary>A rule with what it counts and holds. A rule that is published anew keeps its counts, and its queue where that may stay.</summary>
internal sealed class CompiledRule
{
    private readonly SlotQueue? _queue;
    private readonly TokenBucket? _bucket;

    public CompiledRule(GateRule rule, CompiledRule? former)
    {
        Rule = rule;
        Hits = former?.Hits ?? new HitTable();
        Refusals = former is not null && former.Rule.Act == rule.Act && former.Rule.What == rule.What ? former.Refusals : new RuleRefusals(rule);
        IsEnforced = rule.Mode == RuleMode.Enforce;
        IsTag = rule.Act.Kind == RuleActKind.Tag;
        var kept = former is not null && former.Rule.Act == rule.Act && former.IsEnforced == IsEnforced;
        // Nobody waits for a rule that only warns; who would have to is counted.
        if (rule.Act.Kind is RuleActKind.Queue or RuleActKind.Cap)
            _queue = kept ? former!._queue : new SlotQueue(rule.Act.Concurrency, IsEnforced && rule.Act.Kind == RuleActKind.Queue ? rule.Act.Waiting : 0);
        if (rule.Act.Kind == RuleActKind.Rate)
            _bucket = kept ? former!._bucket : new TokenBucket(rule.Act.PerSecond, rule.Act.Burst);
    }

    public GateRule Rule { get; }

    public bool IsEnforced { get; }

    public bool IsTag { get; }

    public HitTable Hits { get; }

    public RuleRefusals Refusals { get; }

    /// <summary>Those that run and wait in its queue now.</summary>
    public (int Running, int Waiting) Held => _queue is null ? default : (_queue.Taken, _queue.Waiting);

    /// <summary>Whether it holds at this moment for a statement that it means.</summary>
    public bool IsDue(in StatementCall call, TimeProvider time, IEstimates? estimates)
    {
        var match = Rule.Match;
        if (match.Window is { } window && !window.Holds(time.GetUtcNow()))
            return false;
        if (match.CostAtLeast is null && match.RowsAtLeast is null)
            return true;
        return estimates is not null && estimates.TryGet(call, out var cost, out var rows) && cost >= (match.CostAtLeast ?? 0) && rows >= (match.RowsAtLeast ?? 0);
    }

    /// <summary>
    /// What becomes of the statement. The same for a rule that warns, except that there is no waiting then: what would have to wait gets no place, which is what is counted.
    /// </summary>
    public RuleDecision Decide(in StatementCall call, Ticket ticket, RefusalPair told, out Verdict verdict)
    {
        verdict = Verdict.Allow;
        switch (Rule.Act.Kind)
        {
            case RuleActKind.Queue or RuleActKind.Cap:
                return Enter(call, ticket, told, out verdict);
            case RuleActKind.Rate:
                return Take(call, told, out verdict);
            case RuleActKind.Refuse:
                verdict = Rule.Act.DelayMs > 0 && !call.InTransaction ? Verdict.Wait(Rule.Act.DelayMs, told.AtOnce) : Verdict.Refuse(told.AtOnce);
                return RuleDecision.Refused;
            case RuleActKind.Cancel when IsEnforced:
                (ticket.CancelAfterMs, ticket.Cancelled) = (Rule.Act.AfterMs, told.Later);
                return RuleDecision.Allowed;
            default:
                return RuleDecision.Allowed;
        }
    }

    // Who comes a little early is held back for its turn and then goes on.
    private RuleDecision Take(in StatementCall call, RefusalPair told, out Verdict verdict)
    {
        verdict = Verdict.Allow;
        if (!_bucket!.TryTake(call.NowMicros, Rule.Act.TimeoutMs * 1000L, out var wait))
        {
            verdict = Verdict.Refuse(told.AtOnce);
            return RuleDecision.Refused;
        }
        if (wait == 0)
            return RuleDecision.Allowed;
        verdict = Verdict.Wait((int)((wait + 999) / 1000), otherwise: null);
        return RuleDecision.Queued;
    }

    private RuleDecision Enter(in StatementCall call, Ticket ticket, RefusalPair told, out Verdict verdict)
    {
        switch (_queue!.Enter(ticket, call.NowMicros))
        {
            case SlotAnswer.Waits:
                verdict = Verdict.Wait(Rule.Act.TimeoutMs, told.Later);
                return RuleDecision.Queued;
            case SlotAnswer.Full:
                verdict = Verdict.Refuse(told.AtOnce);
                return RuleDecision.Refused;
            default:
                verdict = Verdict.Allow;
                return RuleDecision.Allowed;
        }
    }
}
