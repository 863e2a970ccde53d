using System.Buffers.Binary;
using System.Text;

namespace Seawall.Gate.Startup;

/// <summary>A FATAL ErrorResponse the gate itself gives: what happened, to what, and what to do.</summary>
internal sealed record Refusal(string SqlState, string Message, string? Detail = null, string? Hint = null)
{
    public static Refusal UnencryptedDataAfter(string request) => new(
        "08P01",
        $"received unencrypted data after {request} request",
        "This could be either a client-software bug or evidence of an attempted man-in-the-middle attack.");

    public static Refusal WrongVersion(int code) =>
        new("0A000", $"unsupported frontend protocol {(uint)code >> 16}.{code & 0xFFFF}: server supports 3.0 to 3.0") { IsOldForm = code != 0 && (uint)code >> 16 < PacketCodes.ProtocolMajor };

    public static Refusal BadLayout() =>
        new("08P01", "invalid startup packet layout: expected terminator as last byte");

    public static Refusal NoUser() =>
        new("28000", "no PostgreSQL user name specified in startup packet");

    public static Refusal TooSlow(TimeSpan limit) =>
        new("08006", $"the gate closed a connection that did not log in within {limit.TotalSeconds:0} s");

    public static Refusal UnknownDatabase(string database, string served) => new(
        "3D000",
        $"database \"{database}\" is not served by this gate",
        $"It serves: {served}.",
        "Name one of these databases, or add an upstream for yours to the gate's options.");

    public static Refusal UpstreamDown(string upstream, string reason) => new(
        "57P03",
        $"upstream {upstream} cannot be reached: {reason}",
        Hint: "The gate is well; see whether that server runs, then connect again.");

    public static Refusal Killed() =>
        new("57P01", "terminating connection due to administrator command", Hint: "Somebody ended this session on the gate's console.");

    /// <summary>Whether it goes to a client of protocol 1 or 2, which knows errors as a text that ends with a zero.</summary>
    public bool IsOldForm { get; private init; }

    /// <summary>The message's bytes: 'E', length, then code and text pairs, each ended by a zero; in the old form 'E' and one text.</summary>
    public byte[] ToBytes()
    {
        if (IsOldForm)
            return Encoding.UTF8.GetBytes($"EFATAL:  {Message}\n\0");
        StringBuilder fields = new();
        fields.Append("SFATAL\0VFATAL\0C").Append(SqlState).Append("\0M").Append(Message).Append('\0');
        if (Detail is not null)
            fields.Append('D').Append(Detail).Append('\0');
        if (Hint is not null)
            fields.Append('H').Append(Hint).Append('\0');
        fields.Append('\0');
        byte[] text = Encoding.UTF8.GetBytes(fields.ToString());
        byte[] message = new byte[5 + text.Length];
        message[0] = (byte)'E';
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), 4 + text.Length);
        text.CopyTo(message, 5);
        return message;
    }
}
