using System.Buffers.Binary;

namespace Seawall.Postgres.Protocol;

/// <summary>What the first packet of a connection asks for.</summary>
public enum FirstPacketKind : byte
{
    /// <summary>A session.</summary>
    Startup,

    /// <summary>TLS, answered by one byte `S` or `N`.</summary>
    SslRequest,

    /// <summary>GSS encryption, answered by one byte `G` or `N`.</summary>
    GssRequest,

    /// <summary>Cancellation of a running statement; never answered.</summary>
    CancelRequest,

    /// <summary>A TLS handshake without SSLRequest before it.</summary>
    DirectTls,
}

/// <summary>
/// The untyped packet: i32 length (itself included), i32 code, rest. Codes: 80877103 SSLRequest, 80877104 GSSENCRequest, 80877102 CancelRequest
/// (i32 process id, 4 to 256 bytes key), major version in the high half otherwise.
/// </summary>
public readonly ref struct FirstPacket
{
    /// <summary>Longer start-up packets make the server close the connection.</summary>
    public const int MaxLength = 10_000;

    /// <summary>Protocol 3.0.</summary>
    public const int Version30 = 196608;

    private const int CancelCode = 80877102, SslCode = 80877103, GssCode = 80877104;
    private const byte TlsHandshake = 0x16;

    private FirstPacket(FirstPacketKind kind, int version, ReadOnlySpan<byte> body, int consumed)
    {
        Kind = kind;
        Version = version;
        Body = body;
        Consumed = consumed;
    }

    /// <summary>What is asked for.</summary>
    public FirstPacketKind Kind { get; }

    /// <summary>Major version in the high 16 bits, minor in the low ones; 0 for all but Startup.</summary>
    public int Version { get; }

    /// <summary>The bytes behind the code.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>The size of the packet; 0 for DirectTls.</summary>
    public int Consumed { get; }

    /// <summary>Reads the packet at the start of `buffer`.</summary>
    public static FrameStatus TryRead(ReadOnlySpan<byte> buffer, out FirstPacket packet)
    {
        packet = default;
        if (buffer.IsEmpty)
            return FrameStatus.Incomplete;
        if (buffer[0] == TlsHandshake)
        {
            packet = new FirstPacket(FirstPacketKind.DirectTls, 0, default, 0);
            return FrameStatus.Ok;
        }

        if (buffer.Length < 8)
            return buffer[0] == 0 ? FrameStatus.Incomplete : FrameStatus.Invalid;
        int length = BinaryPrimitives.ReadInt32BigEndian(buffer);
        if (length is < 8 or > MaxLength)
            return FrameStatus.Invalid;
        if (buffer.Length < length)
            return FrameStatus.Incomplete;
        int code = BinaryPrimitives.ReadInt32BigEndian(buffer[4..]);
        ReadOnlySpan<byte> body = buffer[8..length];
        FirstPacketKind kind = code switch
        {
            SslCode => FirstPacketKind.SslRequest,
            GssCode => FirstPacketKind.GssRequest,
            CancelCode => FirstPacketKind.CancelRequest,
            _ => FirstPacketKind.Startup,
        };
        if (kind == FirstPacketKind.CancelRequest && body.Length is < 8 or > 260)
            return FrameStatus.Invalid;
        packet = new FirstPacket(kind, kind == FirstPacketKind.Startup ? code : 0, body, length);
        return FrameStatus.Ok;
    }

    /// <summary>The process id and key of a CancelRequest.</summary>
    public bool TryCancelKey(out int processId, out ReadOnlySpan<byte> key)
    {
        key = default;
        processId = 0;
        if (Kind != FirstPacketKind.CancelRequest)
            return false;
        processId = BinaryPrimitives.ReadInt32BigEndian(Body);
        key = Body[4..];
        return true;
    }

    /// <summary>Writes an SSLRequest.</summary>
    public static bool TryWriteSslRequest(Span<byte> destination, out int written)
    {
        var writer = new MessageWriter(destination);
        writer.Int32(SslCode);
        return writer.TryEnd(out written);
    }

    /// <summary>Writes a CancelRequest.</summary>
    public static bool TryWriteCancel(Span<byte> destination, int processId, ReadOnlySpan<byte> key, out int written)
    {
        var writer = new MessageWriter(destination);
        writer.Int32(CancelCode);
        writer.Int32(processId);
        writer.Bytes(key);
        return writer.TryEnd(out written);
    }
}
