namespace Seawall.Testing;

/// <summary>What a piece of work allocates on its thread, exactly.</summary>
/// <remarks>A collection, of which tests beside cause some, counts what is left of the thread's room (8 kB) as allocated: the slice that it falls into is not judged.</remarks>
public static class AllocationGauge
{
    /// <summary>Runs a slice of the work so many times, and returns the bytes of all slices that no collection fell into. Throws when one fell into each.</summary>
    public static long Of(int slices, Action slice)
    {
        var (bytes, judged) = (0L, 0);
        for (var turn = 0; turn < slices; turn++)
        {
            var collections = GC.CollectionCount(0);
            var before = GC.GetAllocatedBytesForCurrentThread();
            slice();
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (GC.CollectionCount(0) != collections)
                continue;
            bytes += allocated;
            judged++;
        }
        return judged > 0 ? bytes : throw new InvalidOperationException($"A collection fell into each of {slices} slices; measure shorter ones.");
    }
}
