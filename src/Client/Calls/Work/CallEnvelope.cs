using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Seawall.Client.Switches;

namespace Seawall.Client.Calls;

/// <summary>
/// A message with the context of its sender beside it, for queues that carry bytes only (Redis lists, pub/sub) or have headers of their own.
/// Bytes: <c>53 57 01</c> ("SW", version 1), the context's length (2 bytes, big-endian), the context as a <c>baggage</c> header in UTF-8, the message.
/// </summary>
/// <remarks>Whoever reads a queue trusts all who can write to it: give outsiders none of the site's queues.</remarks>
public static class CallEnvelope
{
    private const int HeadLength = 5;

    private static ReadOnlySpan<byte> Magic => [0x53, 0x57, 0x01];

    /// <summary>The message of <paramref name="service"/> with the running call's context.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> message, string service)
    {
        var context = Encoding.UTF8.GetBytes(Baggage.Write(CallContext.Current, service));
        var bytes = new byte[HeadLength + context.Length + message.Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(3), (ushort)context.Length);
        context.CopyTo(bytes, HeadLength);
        message.CopyTo(bytes.AsSpan(HeadLength + context.Length));
        return bytes;
    }

    /// <summary>The context and the message of an envelope; false when the bytes are none, or the mark in it got hurt. Enter the context before working the message.</summary>
    public static bool TryOpen(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out CallContext? context, out ReadOnlyMemory<byte> message)
    {
        (context, message) = (null, default);
        if (bytes.Length < HeadLength || !bytes.Span.StartsWith(Magic))
            return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes.Span[3..]);
        if (bytes.Length < HeadLength + length || !Baggage.TryRead(Encoding.UTF8.GetString(bytes.Span.Slice(HeadLength, length)), out var claimed))
            return false;
        (context, message) = (claimed.HeldTo(SwitchBoard.Book), bytes[(HeadLength + length)..]);
        return true;
    }

    /// <summary>Writes the running call's context into a message's own headers.</summary>
    public static void Write(IDictionary<string, string> headers, string service) => headers[Baggage.Header] = Baggage.Write(CallContext.Current, service);

    /// <summary>The context in a message's headers, an empty one without; false when its mark got hurt.</summary>
    public static bool TryRead(IReadOnlyDictionary<string, string> headers, [NotNullWhen(true)] out CallContext? context)
    {
        context = null;
        if (!Baggage.TryRead(headers.GetValueOrDefault(Baggage.Header), out var claimed))
            return false;
        context = claimed.HeldTo(SwitchBoard.Book);
        return true;
    }
}
