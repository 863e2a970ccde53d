using Seawall.Lab.Packing;
using Seawall.Lab.Replay;

namespace Seawall.Lab.Filtering;

/// <summary>Gives the units that are kept dense numbers and orders; who waited for one that is gone waits for what that one waited for.</summary>
internal sealed class Renumbering
{
    private readonly bool[] _kept;
    private readonly int[] _numbers;
    private readonly int[] _orders;
    private readonly Dictionary<int, int[]> _gone = [];
    private readonly SortedSet<int> _found = [];

    public Renumbering(ReplayPlan plan, bool[] kept)
    {
        _kept = kept;
        _numbers = new int[kept.Length];
        _orders = new int[kept.Length];
        int next = 0;
        for (int number = 0; number < kept.Length; number++)
        {
            _numbers[number] = kept[number] ? next++ : -1;
        }

        next = 0;
        for (int order = 0; order < kept.Length; order++)
        {
            _orders[order] = kept[plan.Units[order].Number] ? next++ : -1;
        }
    }

    public int NumberOf(int number) => _numbers[number];

    public int OrderOf(int order) => _orders[order];

    /// <summary>New numbers of what the unit waits for. Units depend on lower numbers only, so those are known when they are asked for in order.</summary>
    public ReadOnlySpan<int> DependenciesOf(int number, ReadOnlySpan<byte> bytes)
    {
        var unit = new LaneUnit(bytes);
        if (unit.Dependencies == 0 && _kept[number])
        {
            return default;
        }

        _found.Clear();
        for (int i = 0; i < unit.Dependencies; i++)
        {
            int on = unit.DependsOn(i);
            _found.UnionWith(_kept[on] ? [_numbers[on]] : _gone[on]);
        }

        int[] found = [.. _found];
        if (!_kept[number])
        {
            _gone.Add(number, found);
        }

        return found;
    }
}
