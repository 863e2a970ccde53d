using System.Net;
using System.Security.Cryptography;

namespace Seawall.Client.Doors;

/// <summary>How many tickets an address took this minute; of IPv6 its /64. Addresses share 16,384 counters by a keyed hash, so memory does not grow and no one can choose whom to share with.</summary>
internal sealed class AddressCap
{
    private const int Counters = 1 << 14;

    private readonly int _seed = RandomNumberGenerator.GetInt32(int.MaxValue);
    private readonly long[] _counts = new long[Counters];

    /// <summary>Counts one more and says whether it is within the cap.</summary>
    /// <param name="minute">The minute it is.</param>
    public bool TryTake(IPAddress? address, int most, long minute)
    {
        if (most == 0 || address is null)
            return true;
        ref var counter = ref _counts[Slot(address)];
        while (true)
        {
            var seen = Volatile.Read(ref counter);
            var count = seen >> 32 == minute ? (int)seen : 0;
            if (count >= most)
                return false;
            if (Interlocked.CompareExchange(ref counter, (minute << 32) | (uint)(count + 1), seen) == seen)
                return true;
        }
    }

    private int Slot(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        var hash = new HashCode();
        hash.Add(_seed);
        hash.AddBytes(bytes[..(length == 16 && !address.IsIPv4MappedToIPv6 ? 8 : length)]);
        return hash.ToHashCode() & (Counters - 1);
    }
}
