using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Hashing;
using Seawall.Gate.Capturing;

namespace Seawall.Gate.HotRows;

/// <summary>
/// Which row a statement locks: a hash of its table and of what its WHERE compares by <c>=</c>, as far as the text tells, and the parameters that are still to come with a Bind. A value is the
/// same row's whether it stands in the text or comes bound, and a whole number in either format.
/// </summary>
internal struct RowKey
{
    /// <summary>Columns compared to parameters that count; a statement with more has no key.</summary>
    public const int MostParameters = 3;

    private ulong _known;
    private ulong _firstColumn;
    private ulong _secondColumn;
    private ulong _thirdColumn;
    private ushort _first;
    private ushort _second;
    private ushort _third;

    /// <summary>Whether the statement locks rows of one table that its WHERE names by value.</summary>
    public bool IsKeyed { get; private set; }

    /// <summary>The number of the first parameter that names the row, from 1; 0 when the text names it alone.</summary>
    public readonly int FirstParameter => _first;

    public void OfTable(ReadOnlySpan<byte> table) => _known = XxHash3.HashToUInt64(table);

    public void AddLiteral(ulong column, ReadOnlySpan<byte> value)
    {
        _known += Mix(column, XxHash3.HashToUInt64(value));
        IsKeyed = true;
    }

    /// <summary>False when there is no room for one more.</summary>
    public bool TryAddParameter(ulong column, ushort number)
    {
        if (_first == 0)
            (_first, _firstColumn) = (number, column);
        else if (_second == 0)
            (_second, _secondColumn) = (number, column);
        else if (_third == 0)
            (_third, _thirdColumn) = (number, column);
        else
            return false;
        IsKeyed = true;
        return true;
    }

    /// <summary>The row of a statement bound to these values; false when a value is not there or is NULL, which equals no row's.</summary>
    public readonly bool TryHash(ReadOnlySpan<byte> bound, out ulong row)
    {
        row = _known;
        if (_first == 0)
            return IsKeyed;
        if (!BoundValues.TryRead(bound, out BoundValues values))
            return false;
        return TryAdd(values, _first, _firstColumn, ref row) && TryAdd(values, _second, _secondColumn, ref row) && TryAdd(values, _third, _thirdColumn, ref row);
    }

    /// <summary>A bound value; false when it is not there or is NULL.</summary>
    public static bool TryFind(scoped in BoundValues values, int number, out ReadOnlySpan<byte> value, out bool isBinary)
    {
        value = default;
        isBinary = IsBinary(values.Formats, number);
        if (number > values.Count)
            return false;
        ReadOnlySpan<byte> rest = values.Values;
        while (true)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(rest);
            rest = rest[sizeof(int)..];
            if (--number == 0)
            {
                if (length < 0)
                    return false;
                value = rest[..length];
                return true;
            }
            rest = rest[Math.Max(0, length)..];
        }
    }

    /// <summary>A whole number in binary format as its digits; the value itself when it is none, or the room is too small.</summary>
    public static ReadOnlySpan<byte> AsText(ReadOnlySpan<byte> value, bool isBinary, Span<byte> room)
    {
        if (!isBinary)
            return value;
        long number;
        switch (value.Length)
        {
            case sizeof(short):
                number = BinaryPrimitives.ReadInt16BigEndian(value);
                break;
            case sizeof(int):
                number = BinaryPrimitives.ReadInt32BigEndian(value);
                break;
            case sizeof(long):
                number = BinaryPrimitives.ReadInt64BigEndian(value);
                break;
            default:
                return value;
        }
        return Utf8Formatter.TryFormat(number, room, out int written) ? room[..written] : value;
    }

    private static bool TryAdd(scoped in BoundValues values, ushort number, ulong column, ref ulong row)
    {
        if (number == 0)
            return true;
        if (!TryFind(values, number, out ReadOnlySpan<byte> value, out bool isBinary))
            return false;
        Span<byte> room = stackalloc byte[20];
        row += Mix(column, XxHash3.HashToUInt64(AsText(value, isBinary, room)));
        return true;
    }

    // No format means text for all, one is that of all.
    private static bool IsBinary(ReadOnlySpan<byte> formats, int number)
    {
        int at = formats.Length <= sizeof(short) ? 0 : (number - 1) * sizeof(short);
        return at + 1 < formats.Length && formats[at + 1] == 1;
    }

    // Sums of these are the same in every order of the columns.
    private static ulong Mix(ulong column, ulong value)
    {
        ulong mixed = (column ^ ulong.RotateLeft(value, 29)) * 0x9E3779B97F4A7C15;
        return mixed ^ (mixed >> 32);
    }
}
