namespace Seawall.Client.Addresses;

/// <summary>The addresses of one service, each asked in its turn; one that refused is left out for a moment, unless all did.</summary>
internal sealed class AddressRing(IReadOnlyList<Uri> addresses, TimeProvider time)
{
    public static readonly TimeSpan LeftOutFor = TimeSpan.FromSeconds(1);

    private readonly long[] _until = new long[addresses.Count];
    private uint _turn;

    public int Count => addresses.Count;

    public bool Is(IReadOnlyList<Uri> others) => addresses.SequenceEqual(others);

    /// <summary>The place of the next one to ask.</summary>
    public int Next()
    {
        var turn = Interlocked.Increment(ref _turn);
        if (addresses.Count == 1)
            return 0;
        var now = time.GetTimestamp();
        for (uint step = 0; step < addresses.Count; step++)
        {
            var place = (int)((turn + step) % (uint)addresses.Count);
            if (Volatile.Read(ref _until[place]) <= now)
                return place;
        }
        return (int)(turn % (uint)addresses.Count);
    }

    public Uri this[int place] => addresses[place];

    public void LeaveOut(int place) => Volatile.Write(ref _until[place], time.GetTimestamp() + (long)(LeftOutFor.TotalSeconds * time.TimestampFrequency));
}
