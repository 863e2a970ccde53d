using Seawall.Client.Gates;
using Seawall.Client.Switches;
using Seawall.Gate.Judging;

namespace Seawall.Gate.Limits;

/// <summary>The statements in flight at one server, and those that wait for their turn: by grade, then by turns of the businesses.</summary>
internal sealed class ServerQueue(string address, ServerLimit limit)
{
    private const long StandingMicros = 100_000;

    private readonly LimitRefusals _refusals = new("limit:server", $"server {address} takes no more statements at once, and this one has waited for its turn", 10 * limit.QueueWaitMs);
    private int _targetMs = limit.QueueWaitMs;
    private long _lastEmpty;

    public string Address => address;

    public SlotQueue Places { get; } = new(limit.Most, limit.Waiting, SlotOrder.Grade);

    public ServerPace Pace { get; } = new(limit.Least, limit.Most);

    public RecentWaits Waits { get; } = new();

    /// <summary>Puts other bounds in force; null lets everybody in.</summary>
    public void Change(ServerLimit? to)
    {
        if (to is null)
        {
            Places.Resize(int.MaxValue);
            return;
        }
        Volatile.Write(ref _targetMs, to.QueueWaitMs);
        Pace.Change(to.Least, to.Most);
        Places.Resize(Pace.Current, to.Waiting);
    }

    /// <summary>Takes a place or waits for one. A statement inside a transaction holds locks that others wait for: it never waits, but counts.</summary>
    public Verdict Enter(in StatementCall call, Ticket ticket, BusinessAccount account)
    {
        if (Places.Waiting == 0)
            Volatile.Write(ref _lastEmpty, call.NowMicros);
        if (ticket.Holds(Places))
        {
            // Its turn has come, or it is a further statement of the same unit.
            if (ticket.WaitsSince != 0)
                Waits.Note(call.NowMicros - ticket.WaitsSince, call.NowMicros);
            ticket.WaitsSince = 0;
            return Verdict.Allow;
        }
        bool mayWait = !call.InTransaction;
        switch (Places.Enter(ticket, call.NowMicros, mayWait: mayWait))
        {
            case SlotAnswer.Entered:
                Waits.Note(0, call.NowMicros);
                return Verdict.Allow;
            case SlotAnswer.Waits:
                return Verdict.Wait(PatienceMs(account.Grade, call.NowMicros), _refusals.For(account));
            default:
                return Verdict.Refuse(_refusals.For(account));
        }
    }

    /// <summary>
    /// How long a grade waits: in a queue that is sometimes empty longer, since it only evens out a burst; in one that stands, the target for what matters least and more for each grade
    /// above; what matters most waits rather than fails.
    /// </summary>
    /// <remarks>Two patiences by whether the queue was empty within 100 ms: Maurer, "Fail at Scale", ACM Queue 13/8, 2015, after CoDel.</remarks>
    internal int PatienceMs(int grade, long nowMicros)
    {
        bool stands = nowMicros - Volatile.Read(ref _lastEmpty) > StandingMicros;
        int times = (Grade)grade switch
        {
            Grade.G0 => 500,
            Grade.G1 => stands ? 50 : 250,
            Grade.G2 => stands ? 10 : 100,
            Grade.G3 => stands ? 2 : 25,
            _ => stands ? 1 : 5,
        };
        return Math.Min(600_000, Volatile.Read(ref _targetMs) * times);
    }
}
