using Seawall.Client.Gates;

namespace Seawall.Gate.Limits;

/// <summary>The places and the rate of a named limit, or of one value where each has its own.</summary>
internal sealed class LimitBucket(NamedLimit limit)
{
    private int _hasRate = limit.PerSecond is null ? 0 : 1;

    /// <summary>Statements at once; the waiting ones by grade.</summary>
    public SlotQueue Places { get; } = new(limit.Concurrency ?? int.MaxValue, limit.Waiting, SlotOrder.Grade);

    public RateMeter Rate { get; } = new(limit.PerSecond ?? 1, limit.Burst);

    public bool HasRate => Volatile.Read(ref _hasRate) != 0;

    public void Change(NamedLimit to)
    {
        Places.Resize(to.Concurrency ?? int.MaxValue, to.PatienceMs == 0 ? 0 : to.Waiting);
        Rate.Change(to.PerSecond ?? 1, to.Burst);
        Volatile.Write(ref _hasRate, to.PerSecond is null ? 0 : 1);
    }

    /// <summary>Nothing is limited any more: whoever waits goes on.</summary>
    public void Open()
    {
        Volatile.Write(ref _hasRate, 0);
        Places.Resize(int.MaxValue);
    }
}
