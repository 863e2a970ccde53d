using Seawall.Gate.Judging;
using Seawall.Gate.Limits;

namespace Seawall.Gate.HotRows;

/// <summary>
/// A part of the rows that transactions hold now, by their hash. A row's object is looked for and entered under the table's lock, and used for another row only under it while nobody is in or
/// waits, so that whoever enters is in the row he meant.
/// </summary>
internal sealed class HotRowTable
{
    // A transaction that meets more rows than this, none of them idle, goes past the guard.
    private const int Most = 1024;

    // So many it may have before it looks for idle ones, and so many it looks at.
    private const int Few = 32;
    private const int Looks = 8;

    private readonly Lock _turn = new();
    private readonly Dictionary<ulong, HotRow> _rows = [];
    private readonly List<HotRow> _clock = [];
    private int _hand;

    /// <summary>Enters a row, or stands in its queue.</summary>
    /// <param name="guards">Whether it is guarded from the first on.</param>
    public SlotAnswer Enter(ulong row, in StatementCall call, Ticket ticket, bool mayWait, bool guards, HotRowRules rules)
    {
        lock (_turn)
        {
            if (!_rows.TryGetValue(row, out HotRow? hot))
            {
                hot = Take(row);
                if (hot is null)
                    return SlotAnswer.Entered;
                hot.Fingerprint = call.Statement.Info.Fingerprint;
            }
            else if (hot is { IsGuarded: true, IsIdle: true } && !guards && call.NowMicros - hot.LastWait > rules.ForgetMicros)
            {
                hot.IsGuarded = false;
            }
            if (!hot.IsGuarded && (guards || (rules.LearnAt > 0 && hot.Places.Taken >= rules.LearnAt && !ticket.Holds(hot.Places))))
            {
                hot.IsGuarded = true;
                hot.LastWait = call.NowMicros;
                hot.Show(call);
            }
            int slots = hot.IsGuarded ? rules.Places : int.MaxValue;
            if (hot.Places.Slots != slots)
                hot.Places.Resize(slots);
            SlotAnswer answer = hot.Places.Enter(ticket, call.NowMicros, untilIdle: true, mayWait);
            if (answer == SlotAnswer.Waits)
                (hot.Fingerprint, hot.LastWait) = (call.Statement.Info.Fingerprint, call.NowMicros);
            return answer;
        }
    }

    /// <summary>Guards nothing any more: whoever waits goes on.</summary>
    public void Open()
    {
        lock (_turn)
        {
            foreach (HotRow row in _clock)
            {
                row.IsGuarded = false;
                row.Places.Resize(int.MaxValue);
            }
        }
    }

    /// <summary>Adds the guarded rows that anybody is in or waits for.</summary>
    public void AddTo(List<HotRowState> states)
    {
        lock (_turn)
        {
            foreach (HotRow row in _clock)
            {
                if (row is { IsGuarded: true, IsIdle: false })
                    states.Add(new HotRowState(row.Fingerprint, row.Key, row.Places.Taken, row.Places.Waiting));
            }
        }
    }

    private HotRow? Take(ulong row)
    {
        HotRow? hot = _clock.Count < Few ? null : FindIdle();
        if (hot is not null)
        {
            _rows.Remove(hot.Row);
        }
        else if (_clock.Count < Most)
        {
            hot = new HotRow();
            _clock.Add(hot);
        }
        else
        {
            return null;
        }
        (hot.Row, hot.IsGuarded) = (row, false);
        _rows.Add(row, hot);
        return hot;
    }

    private HotRow? FindIdle()
    {
        for (int i = 0; i < Looks; i++)
        {
            HotRow candidate = _clock[_hand];
            _hand = (_hand + 1) % _clock.Count;
            // A guarded one is rather kept: it will be hot again.
            if (candidate.IsIdle && (!candidate.IsGuarded || _clock.Count >= Most))
                return candidate;
        }
        return null;
    }
}

/// <summary>How rows are guarded.</summary>
/// <param name="Places">Transactions at once in a guarded row.</param>
/// <param name="LearnAt">A row with so many at once becomes guarded when one more comes; 0 for never by itself.</param>
/// <param name="ForgetMicros">A row for which nobody has waited so long is guarded no more.</param>
internal readonly record struct HotRowRules(int Places, int LearnAt, long ForgetMicros);
