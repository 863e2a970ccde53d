namespace Seawall.Lab.Packing;

/// <summary>
/// List scheduling of units onto lanes, round by round (R. L. Graham, "Bounds on Multiprocessing Timing Anomalies", 1969). A round takes
/// ready units in order of their window and, within it, the longest first, so that units of one round take about as long;
/// the longest goes to the lane with the least work so far. A lane stays empty in a round only when no unit is ready for it.
/// </summary>
internal sealed class Scheduler
{
    private readonly UnitPlan[] _units;
    private readonly int _lanes;
    private readonly PriorityQueue<int, (long Window, long Shortness, int Unit)> _ready = new();
    private readonly Dictionary<int, int> _laneOfSticky = [];
    private readonly bool[] _hasSticky;
    private readonly long[] _work;
    private readonly int[] _waitsFor;
    private readonly int[][] _waiters;
    private readonly long _window;
    private readonly long _origin;

    private Scheduler(UnitPlan[] units, int lanes, long windowMicros)
    {
        (_units, _lanes, _window) = (units, lanes, windowMicros);
        _origin = units.Length == 0 ? 0 : units.Min(u => u.StartMicros);
        _hasSticky = new bool[lanes];
        _work = new long[lanes];
        _waitsFor = new int[units.Length];
        _waiters = Waiters(units, _waitsFor);
        ChooseStickyLanes();
    }

    public static List<Placement> Schedule(UnitPlan[] units, int lanes, long windowMicros) => new Scheduler(units, lanes, windowMicros).Run();

    private List<Placement> Run()
    {
        var placements = new List<Placement>(_units.Length);
        var round = new List<int>(_lanes);
        var putBack = new List<int>();
        var laneTaken = new bool[_lanes];
        for (int unit = 0; unit < _units.Length; unit++)
        {
            if (_waitsFor[unit] == 0)
            {
                MakeReady(unit);
            }
        }

        for (int number = 0; _ready.Count > 0; number++)
        {
            Array.Clear(laneTaken);
            int first = placements.Count;

            // 1. Sticky units take their own lane, the others any that will do.
            while (round.Count + (placements.Count - first) < _lanes && _ready.TryDequeue(out int unit, out _))
            {
                if (!_units[unit].IsSticky)
                {
                    round.Add(unit);
                    continue;
                }

                int lane = _laneOfSticky[_units[unit].Session];
                if (laneTaken[lane])
                {
                    putBack.Add(unit);
                    continue;
                }

                Place(placements, laneTaken, unit, lane, number);
            }

            // 2. Longest unit to the lane with the least work.
            round.Sort((a, b) => _units[b].EstimateMicros.CompareTo(_units[a].EstimateMicros));
            foreach (int unit in round)
            {
                int lane = LeastWorked(laneTaken, _units[unit].Discards);
                if (lane < 0)
                {
                    putBack.Add(unit);
                }
                else
                {
                    Place(placements, laneTaken, unit, lane, number);
                }
            }

            if (placements.Count == first)
            {
                // Every lane belongs to a sticky session and only units that discard state are left: they have to go somewhere.
                Place(placements, laneTaken, putBack[0], 0, number);
                putBack.RemoveAt(0);
            }

            // 3. What waited for this round's units may come in the next.
            round.Clear();
            putBack.ForEach(MakeReady);
            putBack.Clear();
            for (int i = first; i < placements.Count; i++)
            {
                foreach (int waiter in _waiters[placements[i].Unit])
                {
                    if (--_waitsFor[waiter] == 0)
                    {
                        MakeReady(waiter);
                    }
                }
            }
        }

        return placements;
    }

    private void MakeReady(int unit) =>
        _ready.Enqueue(unit, ((_units[unit].StartMicros - _origin) / _window, -_units[unit].EstimateMicros, unit));

    private void Place(List<Placement> placements, bool[] laneTaken, int unit, int lane, int round)
    {
        laneTaken[lane] = true;
        _work[lane] += _units[unit].EstimateMicros;
        placements.Add(new Placement(unit, lane, round));
    }

    private int LeastWorked(bool[] laneTaken, bool discards)
    {
        int best = -1;
        for (int lane = 0; lane < _lanes; lane++)
        {
            if (!laneTaken[lane] && !(discards && _hasSticky[lane]) && (best < 0 || _work[lane] < _work[best]))
            {
                best = lane;
            }
        }

        return best;
    }

    /// <summary>Sticky sessions are dealt to lanes in turn, so that as few as possible share one.</summary>
    private void ChooseStickyLanes()
    {
        foreach (ref readonly UnitPlan unit in _units.AsSpan())
        {
            if (unit.IsSticky && !_laneOfSticky.ContainsKey(unit.Session))
            {
                int lane = _laneOfSticky.Count % _lanes;
                _laneOfSticky.Add(unit.Session, lane);
                _hasSticky[lane] = true;
            }
        }
    }

    private static int[][] Waiters(UnitPlan[] units, int[] waitsFor)
    {
        var counts = new int[units.Length];
        foreach (UnitPlan unit in units)
        {
            foreach (int on in unit.DependsOn)
            {
                counts[on]++;
            }
        }

        int[][] waiters = Array.ConvertAll(counts, count => count == 0 ? [] : new int[count]);
        for (int unit = 0; unit < units.Length; unit++)
        {
            waitsFor[unit] = units[unit].DependsOn.Length;
            foreach (int on in units[unit].DependsOn)
            {
                waiters[on][--counts[on]] = unit;
            }
        }

        return waiters;
    }
}
