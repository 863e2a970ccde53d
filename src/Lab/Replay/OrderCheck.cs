namespace Seawall.Lab.Replay;

/// <summary>
/// Checks what was sent when, knowing nothing of how the replay chose it: inside a unit each step is sent once, in order, on one connection,
/// not before the answer to the one before; a unit starts after those it depends on have ended; a pass runs each unit at most once.
/// Where units are free of each other a slow one may end after the next pass has run it again; that breaks no order.
/// </summary>
internal sealed class OrderCheck(int units)
{
    private readonly long[] _endedAt = new long[units];
    private readonly int[] _passOf = new int[units];
    private readonly ulong[] _ranIn = new ulong[units];

    public long Violations { get; private set; }

    public long UnitsChecked { get; private set; }

    /// <summary>Called with every step of a finished unit; <paramref name="dependsOn"/> holds the units it had to wait for.</summary>
    public void Unit(int unit, int pass, int stepsExpected, bool complete, ReadOnlySpan<StepTimes> steps, ReadOnlySpan<int> dependsOn)
    {
        UnitsChecked++;
        if (!FirstIn(unit, pass) || (complete && steps.Length != stepsExpected))
        {
            Violations++;
        }

        for (int i = 0; i < steps.Length; i++)
        {
            bool answered = i == steps.Length - 1 ? !complete || steps[i].AnsweredAt >= steps[i].SentAt : steps[i].AnsweredAt >= steps[i].SentAt;
            bool inOrder = steps[i].Step == i && (i == 0 || (steps[i].SentAt >= steps[i - 1].AnsweredAt && steps[i].Connection == steps[0].Connection));
            if (!answered || !inOrder)
            {
                Violations++;
            }
        }

        foreach (int before in dependsOn)
        {
            if (_passOf[before] != pass || (steps.Length > 0 && _endedAt[before] > steps[0].SentAt))
            {
                Violations++;
            }
        }

        _endedAt[unit] = steps.Length == 0 ? 0 : steps[^1].AnsweredAt;
    }

    // The latest pass a unit ran in, and a bit for each of the 64 up to it, the latest lowest. What is older still counts as a second run.
    private bool FirstIn(int unit, int pass)
    {
        int ahead = pass - _passOf[unit];
        if (ahead > 0)
        {
            _ranIn[unit] = ahead < 64 ? (_ranIn[unit] << ahead) | 1 : 1;
            _passOf[unit] = pass;
            return true;
        }

        ulong bit = ahead > -64 ? 1UL << -ahead : 0;
        bool first = bit != 0 && (_ranIn[unit] & bit) == 0;
        _ranIn[unit] |= bit;
        return first;
    }
}

/// <summary>When a step of a unit was sent and answered, in microseconds, and on which connection.</summary>
internal readonly record struct StepTimes(int Step, int Connection, long SentAt, long AnsweredAt);
