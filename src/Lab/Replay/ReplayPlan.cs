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

    public int OrderOf(int number) => _orderOfNumber[number];

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

    public void Dispose() => Array.ForEach(_lanes, lane => lane.Dispose());
}
