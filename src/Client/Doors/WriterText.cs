using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Seawall.Client.Doors;

/// <summary>Figures and plain texts into a buffer, without a string in between.</summary>
internal static class WriterText
{
    private const int MostDigits = 20;

    public static void WriteNumber(this IBufferWriter<byte> to, long number)
    {
        Utf8Formatter.TryFormat(number, to.GetSpan(MostDigits), out var written);
        to.Advance(written);
    }

    /// <summary>A member's begin, its value, which needs no escape, and the closing quote.</summary>
    public static void WriteText(this IBufferWriter<byte> to, string begin, string value)
    {
        var length = Encoding.UTF8.GetMaxByteCount(begin.Length + value.Length) + 1;
        var span = to.GetSpan(length);
        var written = Encoding.UTF8.GetBytes(begin, span);
        written += Encoding.UTF8.GetBytes(value, span[written..]);
        span[written++] = (byte)'"';
        to.Advance(written);
    }
}
