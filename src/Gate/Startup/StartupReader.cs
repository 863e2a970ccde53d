using System.Buffers.Binary;
using System.Text;

namespace Seawall.Gate.Startup;

/// <summary>Reads the untyped packets a client may send before authentication: int32 length, int32 code, content.</summary>
/// <remarks>PostgreSQL manual, "Message Formats": SSLRequest, GSSENCRequest, CancelRequest, StartupMessage.</remarks>
internal static class StartupReader
{
    private const int RequestLength = 8;

    public static StartupStep Peek(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4)
            return new StartupStep(StartupStepKind.Incomplete);
        int length = BinaryPrimitives.ReadInt32BigEndian(bytes);
        if (length is < RequestLength or > PacketCodes.LongestPacket)
            return new StartupStep(StartupStepKind.Close);
        if (bytes.Length < length)
            return new StartupStep(StartupStepKind.Incomplete);
        int code = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);
        StartupStepKind kind = code switch
        {
            // Longer ones than they need be are taken for what they say, as by the server.
            PacketCodes.SslRequest => StartupStepKind.Ssl,
            PacketCodes.GssEncryptionRequest => StartupStepKind.Gss,
            PacketCodes.CancelRequest => StartupStepKind.Cancel,
            _ when code >> 16 == PacketCodes.ProtocolMajor => StartupStepKind.Start,
            _ => StartupStepKind.WrongVersion,
        };
        return new StartupStep(kind, length, code);
    }

    /// <summary>The parameters of a StartupMessage; null when they do not end as they must.</summary>
    public static StartupParameters? ReadParameters(ReadOnlySpan<byte> packet)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        ReadOnlySpan<byte> rest = packet[RequestLength..];
        while (TryReadText(ref rest, out string name))
        {
            if (name.Length == 0)
                return rest.IsEmpty ? new StartupParameters(values) : null;
            if (!TryReadText(ref rest, out string value))
                return null;
            values[name] = value;
        }
        return null;
    }

    private static bool TryReadText(ref ReadOnlySpan<byte> bytes, out string text)
    {
        int end = bytes.IndexOf((byte)0);
        text = end < 0 ? "" : Encoding.UTF8.GetString(bytes[..end]);
        bytes = end < 0 ? default : bytes[(end + 1)..];
        return end >= 0;
    }
}
