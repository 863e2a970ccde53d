namespace Seawall.Client.Doors;

/// <summary>Which number somebody who is known has, for the latest 65,536 or so: a second ticket is the first one again.</summary>
internal sealed class HolderTable
{
    private const int Ways = 4;
    private const int Sets = 1 << 14;

    private readonly (ulong Holder, long Number)[] _places = new (ulong, long)[Ways * Sets];

    /// <summary>0 for somebody not known, or forgotten for others.</summary>
    public long NumberOf(ulong holder)
    {
        foreach (var place in SetOf(holder))
        {
            if (place.Holder == holder)
                return place.Number;
        }
        return 0;
    }

    /// <summary>Remembers a number, in the place of the oldest one of its set.</summary>
    public void Put(ulong holder, long number)
    {
        var set = SetOf(holder);
        var oldest = 0;
        for (var i = 0; i < set.Length; i++)
        {
            if (set[i].Holder == holder)
            {
                oldest = i;
                break;
            }
            if (set[i].Number < set[oldest].Number)
                oldest = i;
        }
        set[oldest] = (holder, number);
    }

    private Span<(ulong Holder, long Number)> SetOf(ulong holder) => _places.AsSpan((int)(holder % Sets) * Ways, Ways);
}
