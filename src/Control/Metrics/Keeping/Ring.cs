namespace Seawall.Control.Metrics.Keeping;

/// <summary>
/// The last so many values of a column, by the number of their slot; a slot without a value is NaN. It takes memory by the chunk, and only where there are
/// values: 4 bytes a slot when full.
/// </summary>
internal sealed class Ring(int chunks, int chunkSlots)
{
    private readonly float[]?[] _chunks = new float[]?[chunks];
    private readonly int _slots = chunks * chunkSlots;

    /// <summary>The youngest slot that was written; −1 before the first.</summary>
    public long Last { get; private set; } = -1;

    /// <summary>Bytes of the values held.</summary>
    public long Bytes => _chunks.Count(chunk => chunk is not null) * (long)chunkSlots * sizeof(float);

    /// <summary>Writes a slot; one that has already left the ring is forgotten, as it would be anyway.</summary>
    public void Write(long slot, float value)
    {
        if (slot <= Last - _slots)
            return;
        if (Last >= 0)
        {
            for (var gap = Math.Max(Last + 1, slot - _slots + 1); gap < slot; gap++)
                Put(gap, float.NaN);
        }
        Put(slot, value);
        Last = Math.Max(Last, slot);
    }

    public float Read(long slot)
    {
        if (slot > Last || slot <= Last - _slots || slot < 0)
            return float.NaN;
        var at = (int)(slot % _slots);
        return _chunks[at / chunkSlots] is { } chunk ? chunk[at % chunkSlots] : float.NaN;
    }

    private void Put(long slot, float value)
    {
        var at = (int)(slot % _slots);
        var chunk = _chunks[at / chunkSlots];
        if (chunk is null)
        {
            if (float.IsNaN(value))
                return;
            chunk = _chunks[at / chunkSlots] = new float[chunkSlots];
            Array.Fill(chunk, float.NaN);
        }
        chunk[at % chunkSlots] = value;
    }
}
