using System.Buffers.Binary;

namespace Seawall.Gate.Tests.Conformance;

/// <summary>Takes out of answers what differs from one session to the next: process ids, secrets, nonces and salts, and ids of objects made on the way.</summary>
internal static class Masking
{
    /// <summary>The first object id that is not the server's own.</summary>
    private const uint FirstNormalObject = 16_384;

    public static byte[] Of(byte[] answer, int bareBytes = 0)
    {
        byte[] masked = [.. answer];
        Span<byte> rest = masked.AsSpan(Math.Min(bareBytes, masked.Length));
        while (rest.Length >= 5)
        {
            int length = 1 + BinaryPrimitives.ReadInt32BigEndian(rest[1..]);
            if (length < 5 || length > rest.Length)
                break;
            Mask((char)rest[0], rest[5..length]);
            rest = rest[length..];
        }
        return masked;
    }

    private static void Mask(char type, Span<byte> content)
    {
        switch (type)
        {
            case 'K':
                content.Clear();
                break;
            case 'A':
                content[..4].Clear();
                break;
            case 'R' when content.Length > 4 && BinaryPrimitives.ReadInt32BigEndian(content) is 5 or 11 or 12:
                content[4..].Clear();
                break;
            case 't':
                for (int at = 2; at + 4 <= content.Length; at += 4)
                    MaskObject(content[at..]);
                break;
            case 'T':
                MaskColumns(content);
                break;
        }
    }

    // Name, table, column number, type, size, modifier, format.
    private static void MaskColumns(Span<byte> content)
    {
        Span<byte> rest = content[2..];
        for (int end; (end = rest.IndexOf((byte)0)) >= 0 && rest.Length >= end + 19; rest = rest[(end + 19)..])
        {
            MaskObject(rest[(end + 1)..]);
            MaskObject(rest[(end + 7)..]);
        }
    }

    private static void MaskObject(Span<byte> id)
    {
        if (BinaryPrimitives.ReadUInt32BigEndian(id) >= FirstNormalObject)
            BinaryPrimitives.WriteUInt32BigEndian(id, FirstNormalObject);
    }
}
