using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Seawall.Gate.Tests.Conformance;

/// <summary>Shows messages to a person: a line each, its type and its text.</summary>
internal static class Pretty
{
    private const int Most = 300;

    public static string Messages(ReadOnlySpan<byte> bytes, int bareBytes = 0)
    {
        StringBuilder text = new();
        ReadOnlySpan<byte> rest = bytes;
        if (bareBytes > 0 && rest.Length >= bareBytes)
        {
            text.Append("    ").Append(Encoding.Latin1.GetString(rest[..bareBytes])).Append('\n');
            rest = rest[bareBytes..];
        }
        while (rest.Length >= 5)
        {
            int length = 1 + BinaryPrimitives.ReadInt32BigEndian(rest[1..]);
            if (length < 5 || length > rest.Length)
                break;
            text.Append("    ").Append((char)rest[0]).Append(' ').Append(Readable(rest[5..length])).Append('\n');
            rest = rest[length..];
        }
        if (rest.Length > 0)
            text.Append("    bytes ").Append(Convert.ToHexString(rest[..Math.Min(rest.Length, Most)])).Append('\n');
        return text.ToString();
    }

    /// <summary>Where two answers part, with what each says from the message before on.</summary>
    public static string Difference(ReadOnlySpan<byte> direct, ReadOnlySpan<byte> gate, int bareBytes)
    {
        int at = direct.CommonPrefixLength(gate);
        int begin = Math.Max(0, at - 32);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"they part at byte {at} of {direct.Length} direct and {gate.Length} by the gate\n  direct …{Hex(direct, begin)}\n  gate   …{Hex(gate, begin)}\n  direct:\n{Short(direct, bareBytes)}  gate:\n{Short(gate, bareBytes)}");
    }

    private static string Short(ReadOnlySpan<byte> bytes, int bareBytes)
    {
        string all = Messages(bytes, bareBytes);
        return all.Length <= 20 * Most ? all : all[..(20 * Most)] + "…\n";
    }

    private static string Hex(ReadOnlySpan<byte> bytes, int begin) => Convert.ToHexString(bytes[Math.Min(begin, bytes.Length)..Math.Min(bytes.Length, begin + 64)]);

    private static string Readable(ReadOnlySpan<byte> content)
    {
        StringBuilder text = new();
        foreach (byte one in content[..Math.Min(content.Length, Most)])
            text.Append(one is >= 32 and < 127 ? (char)one : one == 0 ? '|' : '.');
        return text.Append(content.Length > Most ? "…" : "").ToString();
    }
}
