using System.IO.Hashing;
using System.Numerics;

namespace Seawall.Lab.Comparing;

/// <summary>A result's checksum in both readings: <see cref="Sum"/> is the same in whatever order the rows come, <see cref="Ordered"/> is not.</summary>
internal struct ResultSum : IEquatable<ResultSum>
{
    private const ulong Odd = 0x9E3779B185EBCA87;

    public ulong Sum;
    public ulong Ordered;

    public void Add(ReadOnlySpan<byte> row) => Add(XxHash3.HashToUInt64(row));

    public void Add(ulong row)
    {
        Sum += row;
        Ordered = (BitOperations.RotateLeft(Ordered, 7) ^ row) * Odd;
    }

    public readonly bool Equals(ResultSum other) => Sum == other.Sum && Ordered == other.Ordered;

    public override readonly bool Equals(object? obj) => obj is ResultSum other && Equals(other);

    public override readonly int GetHashCode() => Ordered.GetHashCode();
}
