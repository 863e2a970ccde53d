using Seawall.Gate.Tracking;

namespace Seawall.Gate.Judging;

/// <summary>One thing that decides about statements.</summary>
internal abstract class Stage
{
    /// <summary>
    /// Asked on the session's thread, one session at a time but sessions of several loops at once. Allow lets the next stage decide; Wait means that the ticket stands in
    /// a queue and that the next stage is asked once it is granted. Nothing is allocated on the way to Allow.
    /// </summary>
    public abstract Verdict Enter(in StatementCall call, Ticket ticket);

    /// <summary>A statement was answered by the server; the same threads.</summary>
    public virtual void OnCompleted(in CompletedRequest done)
    {
    }
}

/// <summary>Decides about every statement of a gate, stage by stage: rules, interception, limits, hot rows.</summary>
internal sealed class Judge(IReadOnlyList<Stage> stages)
{
    private readonly Stage[] _stages = [.. stages];

    /// <summary>Whether anything is to be asked.</summary>
    public bool IsIdle => _stages.Length == 0;

    /// <summary>Decides about a statement from the first stage on.</summary>
    public Verdict Decide(in StatementCall call, Ticket ticket)
    {
        ticket.BeginStatement();
        return GoOn(call, ticket);
    }

    /// <summary>Goes on after a wait that was granted, or whose end lets the statement pass.</summary>
    public Verdict GoOn(in StatementCall call, Ticket ticket)
    {
        ticket.TakeGranted();
        while (ticket.NextStage < _stages.Length)
        {
            var verdict = _stages[ticket.NextStage++].Enter(call, ticket);
            if (verdict.Kind != VerdictKind.Allow)
                return verdict;
        }
        return Verdict.Allow;
    }

    /// <summary>The stage of a kind; null when there is none.</summary>
    public TStage? Find<TStage>()
        where TStage : Stage => _stages.OfType<TStage>().FirstOrDefault();

    public void OnCompleted(in CompletedRequest done)
    {
        foreach (var stage in _stages)
            stage.OnCompleted(done);
    }
}
