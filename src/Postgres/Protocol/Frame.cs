using System.Buffers.Binary;

namespace Seawall.Postgres.Protocol;

/// <summary>What stands at the head of a buffer.</summary>
public enum FrameStatus : byte
{
    /// <summary>More bytes are needed to tell.</summary>
    Incomplete,

    /// <summary>A whole header; the body may still be on its way.</summary>
    Ok,

    /// <summary>The length is impossible: the stream is lost.</summary>
    Invalid,
}

/// <summary>
/// The frame of a message: type byte and int32 length, which counts itself and the body but not the type. Lengths are checked before
/// any arithmetic is done with them.
/// </summary>
public static class Frame
{
    /// <summary>Bytes of type and length.</summary>
    public const int HeaderSize = 5;

    /// <summary>The server takes no message of 1 GB or more.</summary>
    public const int MaxBody = (1 << 30) - 1 - sizeof(int);

    /// <summary>Reads the header at the start of `buffer`; the whole message takes `HeaderSize + bodyLength` bytes.</summary>
    public static FrameStatus TryReadHeader(ReadOnlySpan<byte> buffer, out byte type, out int bodyLength)
    {
        type = 0;
        bodyLength = 0;
        if (buffer.Length < HeaderSize)
            return FrameStatus.Incomplete;
        int length = BinaryPrimitives.ReadInt32BigEndian(buffer[1..]);
        if (length < sizeof(int) || length - sizeof(int) > MaxBody)
            return FrameStatus.Invalid;
        type = buffer[0];
        bodyLength = length - sizeof(int);
        return FrameStatus.Ok;
    }

    /// <summary>Reads a whole message; `consumed` is its size with the header.</summary>
    public static FrameStatus TryRead(ReadOnlySpan<byte> buffer, out byte type, out ReadOnlySpan<byte> body, out int consumed)
    {
        body = default;
        consumed = 0;
        FrameStatus status = TryReadHeader(buffer, out type, out int bodyLength);
        if (status != FrameStatus.Ok)
            return status;
        if (buffer.Length - HeaderSize < bodyLength)
            return FrameStatus.Incomplete;
        body = buffer.Slice(HeaderSize, bodyLength);
        consumed = HeaderSize + bodyLength;
        return FrameStatus.Ok;
    }

    /// <summary>Writes a message without a body: Sync, Flush, CopyDone, Terminate, ParseComplete and the like.</summary>
    public static bool TryWriteEmpty(Span<byte> destination, byte type, out int written)
    {
        var writer = new MessageWriter(destination, type);
        return writer.TryEnd(out written);
    }
}
