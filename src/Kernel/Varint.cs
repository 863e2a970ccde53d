using System.Buffers;

namespace Seawall.Kernel;

/// <summary>Unsigned integers in 1 to 10 bytes, seven bits a byte, lowest first (LEB128, as in DWARF and Protocol Buffers).</summary>
public static class Varint
{
    /// <summary>The most bytes one number takes.</summary>
    public const int MaxBytes = 10;

    /// <summary>Appends the number.</summary>
    public static void Write(IBufferWriter<byte> output, ulong value)
    {
        output.Advance(Write(output.GetSpan(MaxBytes), value));
    }

    /// <summary>Writes the number at the start of the span, which holds at least <see cref="MaxBytes"/>; returns the bytes written.</summary>
    public static int Write(Span<byte> output, ulong value)
    {
        var i = 0;
        while (value >= 0x80)
        {
            output[i++] = (byte)(value | 0x80);
            value >>= 7;
        }
        output[i++] = (byte)value;
        return i;
    }

    /// <summary>Takes one number off the front of the span; false when it is cut short or too long, the span then unchanged.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> source, out ulong value)
    {
        value = 0;
        for (var i = 0; i < source.Length && i < MaxBytes; i++)
        {
            value |= (ulong)(source[i] & 0x7F) << (7 * i);
            if (source[i] < 0x80)
            {
                source = source[(i + 1)..];
                return true;
            }
        }
        value = 0;
        return false;
    }

    /// <summary>Takes one number off the front of the span. Throws <see cref="InvalidDataException"/> when it is cut short or too long.</summary>
    public static ulong Read(ref ReadOnlySpan<byte> source) =>
        TryRead(ref source, out var value) ? value : throw new InvalidDataException("A number is cut short; the record is damaged.");
}
