using System.Buffers.Binary;

namespace Seawall.Gate.Capturing;

/// <summary>The parts of a Bind message after its names: int16 count and formats, int16 count and values (int32 length, bytes), int16 count and result formats.</summary>
internal readonly ref struct BoundValues
{
    private BoundValues(ReadOnlySpan<byte> formats, int count, ReadOnlySpan<byte> values, ReadOnlySpan<byte> resultFormats)
    {
        Formats = formats;
        Count = count;
        Values = values;
        ResultFormats = resultFormats;
    }

    public ReadOnlySpan<byte> Formats { get; }

    public int Count { get; }

    public ReadOnlySpan<byte> Values { get; }

    public ReadOnlySpan<byte> ResultFormats { get; }

    /// <summary>False when the message is cut or makes no sense.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out BoundValues bound)
    {
        bound = default;
        if (!TryTakeFormats(ref message, out ReadOnlySpan<byte> formats) || message.Length < 2)
            return false;
        int count = BinaryPrimitives.ReadUInt16BigEndian(message);
        message = message[2..];
        int length = 0;
        for (int i = 0; i < count; i++)
        {
            if (message.Length - length < 4)
                return false;
            int size = BinaryPrimitives.ReadInt32BigEndian(message[length..]);
            length += 4;
            if (size > message.Length - length)
                return false;
            length += Math.Max(0, size);
        }
        ReadOnlySpan<byte> values = message[..length];
        message = message[length..];
        if (!TryTakeFormats(ref message, out ReadOnlySpan<byte> resultFormats))
            return false;
        bound = new BoundValues(formats, count, values, resultFormats);
        return true;
    }

    private static bool TryTakeFormats(scoped ref ReadOnlySpan<byte> message, out ReadOnlySpan<byte> formats)
    {
        int length = message.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(message) * sizeof(short);
        formats = default;
        if (message.Length < 2 + length)
            return false;
        formats = message.Slice(2, length);
        message = message[(2 + length)..];
        return true;
    }
}
