namespace Seawall.Testing;

/// <summary>What this thread allocates from a moment on, in bytes. A collection, of which tests beside cause some, counts what is left of the thread's room (8 kB) as allocated: that much is let off for each.</summary>
public readonly struct AllocationGauge
{
    private const long Room = 8192;

    private readonly long _before;
    private readonly int _collections;

    private AllocationGauge(long before, int collections)
    {
        _before = before;
        _collections = collections;
    }

    public static AllocationGauge Start() => new(GC.GetAllocatedBytesForCurrentThread(), GC.CollectionCount(0));

    public long Bytes
    {
        get
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread() - _before;
            return Math.Max(0, allocated - (Room * (GC.CollectionCount(0) - _collections)));
        }
    }
}
