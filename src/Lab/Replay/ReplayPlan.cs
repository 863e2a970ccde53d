using System.IO.Hashing;
using System.Text;
using Seawall.Lab.Packing;

namespace Seawall.Lab.Replay;

/// <summary>Where a unit lies and what must be known before it is sent.</summary>
internal readonly record struct UnitRef(
    int Lane, long Offset, int Number, int Round, int State, int StateAfter, UnitTraits Traits, long StartMicros, int Dependencies);

/// <summary>The lanes of a folder, opened and indexed in the order they are meant to run.</summary>
internal sealed class ReplayPlan : IDisposable
{
    private readonly MappedLane[] _lanes;
    private readonly UnitRef[] _units;
    private readonly int[] _orderOfNumber;
    private long[]? _firstStatements;

    private ReplayPlan(Manifest manifest, MappedLane[] lanes)
    {
        Manifest = manifest;
        _lanes = lanes;
        _units = new UnitRef[manifest.Units];
        _orderOfNumber = new int[manifest.Units];
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            long at = LaneFormat.HeaderLength;
            for (int i = 0; i < lanes[lane].Units; i++)
            {
                var unit = new LaneUnit(lanes[lane].At(at));
                _units[unit.Order] = new UnitRef(lane, at, unit.Number, unit.Round, unit.State, unit.StateAfter, unit.Traits, unit.StartMicros, unit.Dependencies);
                _orderOfNumber[unit.Number] = unit.Order;
                HasDependencies |= unit.Dependencies > 0;
                at += unit.Length;
            }
        }
    }

    public Manifest Manifest { get; }

    /// <summary>By order.</summary>
    public ReadOnlySpan<UnitRef> Units => _units;

    public bool HasDependencies { get; }

    /// <summary>Tells these lanes from any others.</summary>
    public ulong Identity => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(string.Join(' ', Manifest.Lanes.Select(l => l.Sum))));

    public int OrderOf(int number) => _orderOfNumber[number];

    /// <summary>Statements of all units before this one, in the order they are meant to run.</summary>
    public long FirstStatement(int order) => (_firstStatements ??= CountStatements())[order];

    /// <summary>The unit that statement belongs to.</summary>
    public int OrderOfStatement(long statement)
    {
        int at = Array.BinarySearch(_firstStatements ??= CountStatements(), statement);
        at = at < 0 ? ~at - 1 : at;

        // Units without statements share their place with the next one, which has it.
        while (at + 1 < _units.Length && _firstStatements[at + 1] == statement)
        {
            at++;
        }

        return at;
    }

    /// <summary>The bytes from a unit's record on.</summary>
    public ReadOnlySpan<byte> Bytes(in UnitRef unit) => _lanes[unit.Lane].At(unit.Offset);

    public static ReplayPlan Open(string directory)
    {
        Manifest manifest = Manifest.Load(directory);
        var lanes = new MappedLane[manifest.Lanes.Count];
        try
        {
            for (int i = 0; i < lanes.Length; i++)
            {
                lanes[i] = new MappedLane(directory, manifest.Lanes[i]);
            }

            return new ReplayPlan(manifest, lanes);
        }
        catch
        {
            Array.ForEach(lanes, lane => lane?.Dispose());
            throw;
        }
    }

    private long[] CountStatements()
    {
        long[] first = new long[_units.Length];
        long before = 0;
        for (int order = 0; order < first.Length; order++)
        {
            first[order] = before;
            ReadOnlySpan<byte> bytes = Bytes(_units[order]);
            var unit = new LaneUnit(bytes);
            int at = unit.FirstStep;
            for (int i = 0; i < unit.Steps; i++)
            {
                var step = new LaneStep(bytes[at..]);
                before += step.Statements;
                at += step.Length;
            }
        }

        return first;
    }

    public void Dispose() => Array.ForEach(_lanes, lane => lane.Dispose());
}
