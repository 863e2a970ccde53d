using Seawall.Gate.Judging;
using Seawall.Gate.Limits;

namespace Seawall.Gate.Tests.Conformance;

/// <summary>Lets every statement wait, for a turn by another thread or until its patience ends, and then go on: held back, nothing may change.</summary>
internal sealed class LetsWait : Stage
{
    private const int EndOfPatience = 5;

    private readonly SlotQueue _granted = new(0, int.MaxValue);
    private readonly SlotQueue _never = new(0, int.MaxValue);
    private int _asked;

    /// <summary>Statements it was asked about.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public override Verdict Enter(in StatementCall call, Ticket ticket)
    {
        if (Interlocked.Increment(ref _asked) % EndOfPatience == 0)
            return _never.Enter(ticket, call.NowMicros) == SlotAnswer.Waits ? Verdict.Wait(1, otherwise: null) : Verdict.Allow;
        if (_granted.Enter(ticket, call.NowMicros) != SlotAnswer.Waits)
            return Verdict.Allow;
        ThreadPool.UnsafeQueueUserWorkItem(static queue => Grant(queue), _granted, preferLocal: false);
        return Verdict.Wait(30_000, otherwise: null);
    }

    private static void Grant(SlotQueue queue)
    {
        queue.Resize(int.MaxValue);
        queue.Resize(0);
    }
}
