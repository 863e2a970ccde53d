using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Seawall.Gate.Judging;

namespace Seawall.Gate.Relaying;

/// <summary>
/// What the server is sent in the place of a refused message: something of the same type that fails at once, at the parser or at a look-up, so that the transaction,
/// its savepoints and what comes up to Sync fare as after any other error. The server's log names the rule where the message carries a text.
/// </summary>
internal static class Substitute
{
    // A client can't know it, so it can't make a statement of that name.
    private static readonly string s_unknownName = $"seawall_refused_{RandomNumberGenerator.GetHexString(32, lowercase: true)}";

    /// <summary>Bind: string portal · string statement · int16 formats · int16 values · int16 result formats.</summary>
    public static byte[] Bind { get; } = Message('B', $"\0{s_unknownName}\0\0\0\0\0\0\0");

    /// <summary>FunctionCall of the function 0, which never is: int32 oid · int16 formats · int16 arguments · int16 result format.</summary>
    public static byte[] Function { get; } = Message('F', "\0\0\0\0\0\0\0\0\0\0");

    /// <summary>ReadyForQuery outside a transaction.</summary>
    public static ReadOnlySpan<byte> ReadyIdle => "Z\0\0\0\u0005I"u8;

    /// <summary>Makes the server send what it has answered; it has no answer of its own.</summary>
    public static ReadOnlySpan<byte> Flush => "H\0\0\0\u0004"u8;

    public static byte[] Query(StatementRefusal refusal) => Message('Q', $"{TextOf(refusal)}\0");

    /// <summary>Parse of the unnamed statement; the one that was there before is gone after it, as after any Parse.</summary>
    public static byte[] Parse(StatementRefusal refusal) => Message('P', $"\0{TextOf(refusal)}\0\0\0");

    private static string TextOf(StatementRefusal refusal) => $"refused by the gate, rule {refusal.Rule.Replace('\0', ' ')}";

    private static byte[] Message(char type, string content)
    {
        // Plain ASCII is the same in every client encoding.
        byte[] message = new byte[5 + Encoding.ASCII.GetByteCount(content)];
        message[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), message.Length - 1);
        Encoding.ASCII.GetBytes(content, message.AsSpan(5));
        return message;
    }
}
