using System.Buffers;
using System.Numerics;
using System.Text;
using Seawall.Kernel;

namespace Seawall.Lab.History;

/// <summary>The numbers of a day file: varints, texts with their length before them, times of a second by a mantissa of seven bits.</summary>
internal static class DayCodec
{
    private const int MantissaBits = 6;
    private const int Mantissa = 1 << MantissaBits;

    public static void Write(IBufferWriter<byte> output, long value) => Varint.Write(output, (ulong)value);

    public static void Write(IBufferWriter<byte> output, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Varint.Write(output, (ulong)bytes.Length);
        output.Write(bytes);
    }

    public static void Write(IBufferWriter<byte> output, in DayTotals totals)
    {
        Write(output, totals.Calls);
        Write(output, totals.Errors);
        Write(output, totals.Rows);
        Write(output, totals.Micros);
    }

    /// <summary>A time within 0.8 %: all below 128 exactly, above it the seven highest bits.</summary>
    public static void WriteTime(IBufferWriter<byte> output, long micros)
    {
        int shift = micros < Mantissa ? 0 : BitOperations.Log2((ulong)micros) - MantissaBits;
        Write(output, micros < Mantissa ? micros : ((long)(shift + 1) << MantissaBits) + (micros >> shift) - Mantissa);
    }

    public static long ReadTime(ref ReadOnlySpan<byte> source)
    {
        long code = ReadNumber(ref source);
        if (code < Mantissa)
        {
            return code;
        }

        int shift = (int)Math.Min(code >> MantissaBits, 57) - 1;
        return ((Mantissa + (code & (Mantissa - 1))) << shift) + (1L << shift >> 1);
    }

    public static long ReadNumber(ref ReadOnlySpan<byte> source)
    {
        ulong value = Varint.Read(ref source);
        return value <= long.MaxValue ? (long)value : throw Damaged("a number is out of range");
    }

    /// <summary>A count of things that take at least one byte each.</summary>
    public static int ReadCount(ref ReadOnlySpan<byte> source)
    {
        long count = ReadNumber(ref source);
        return count <= source.Length ? (int)count : throw Damaged("a list is longer than the file");
    }

    public static string ReadText(ref ReadOnlySpan<byte> source)
    {
        int length = ReadCount(ref source);
        string text = Encoding.UTF8.GetString(source[..length]);
        source = source[length..];
        return text;
    }

    public static DayTotals ReadTotals(ref ReadOnlySpan<byte> source) =>
        new(ReadNumber(ref source), ReadNumber(ref source), ReadNumber(ref source), ReadNumber(ref source));

    public static InvalidDataException Damaged(string what) => new($"The day file is damaged: {what}.");
}
