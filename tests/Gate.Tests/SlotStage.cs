using Seawall.Gate.Judging;
using Seawall.Gate.Limits;

namespace Seawall.Gate.Tests;

/// <summary>One at a time for the statements that contain <c>slot</c>, the others wait; so much time for those that contain <c>timed</c>.</summary>
internal sealed class SlotStage(int patienceMs = 60_000, bool passes = false, int cancelAfterMs = 100) : Stage
{
    public static StatementRefusal Refusal { get; } = new(StatementRefusal.Busy, "no place came free", "retry_after_ms=100", "slot");

    public static StatementRefusal Cancelled { get; } = new(StatementRefusal.Canceled, "the rule gives it so much time", hint: null, "timed");

    public SlotQueue Queue { get; } = new(1, 100);

    public override Verdict Enter(in StatementCall call, Ticket ticket)
    {
        string text = call.Statement.Info.Sql;
        if (text.Contains("timed", StringComparison.Ordinal))
            (ticket.CancelAfterMs, ticket.Cancelled) = (cancelAfterMs, Cancelled);
        if (!text.Contains("slot", StringComparison.Ordinal))
            return Verdict.Allow;
        return Queue.Enter(ticket, call.NowMicros) switch
        {
            SlotAnswer.Entered => Verdict.Allow,
            SlotAnswer.Waits => Verdict.Wait(patienceMs, passes ? null : Refusal),
            _ => Verdict.Refuse(Refusal),
        };
    }
}
