using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Seawall.Client.Doors;

/// <summary>Writes tickets that prove themselves, and reads those of its own: <c>{room}.{base64url}</c>.</summary>
/// <remarks>
/// Bytes: kind 1 (0 ticket, 1 pass), epoch 4, number 8, moment 8, little-endian; then the first 16 bytes of HMAC-SHA-256 (RFC 2104) over the room's name, a zero
/// byte and these, under a key derived from the site's secret.
/// </remarks>
internal sealed class TicketSeal(string secret)
{
    private const int Claim = 21;
    private const int Code = 16;
    private const int MostRoom = 200;

    /// <summary>The characters of a ticket after its room's name and the dot.</summary>
    private const int Letters = 50;

    private readonly byte[] _key = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "seawall door tickets"u8);

    public string Write(string room, in DoorTicket ticket)
    {
        Span<byte> bytes = stackalloc byte[Claim + Code];
        bytes[0] = ticket.IsPass ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[1..], ticket.Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[5..], ticket.Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[13..], ticket.Moment);
        Sign(room, bytes[..Claim], bytes[Claim..]);
        Span<char> text = stackalloc char[Letters];
        Base64Url.EncodeToChars(bytes, text);
        return string.Concat(room, ".", text);
    }

    /// <summary>Reads what somebody shows; anything that this site did not write for the room is told apart as <see cref="Refusal.Forged"/> or <see cref="Refusal.Foreign"/>.</summary>
    public Refusal TryRead(string room, ReadOnlySpan<char> text, out DoorTicket ticket)
    {
        ticket = default;
        var dot = text.LastIndexOf('.');
        if (dot < 1 || dot > MostRoom || text.Length - dot - 1 != Letters)
            return Refusal.Forged;
        Span<byte> bytes = stackalloc byte[Claim + Code];
        if (Base64Url.DecodeFromChars(text[(dot + 1)..], bytes, out _, out var written) != OperationStatus.Done || written != bytes.Length)
            return Refusal.Forged;
        Span<byte> code = stackalloc byte[Code];
        Sign(text[..dot], bytes[..Claim], code);
        if (!CryptographicOperations.FixedTimeEquals(code, bytes[Claim..]))
            return Refusal.Forged;
        if (!text[..dot].SequenceEqual(room))
            return Refusal.Foreign;
        ticket = new DoorTicket(
            bytes[0] == 1, BinaryPrimitives.ReadUInt32LittleEndian(bytes[1..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[5..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[13..]));
        return Refusal.None;
    }

    private void Sign(ReadOnlySpan<char> room, ReadOnlySpan<byte> claim, Span<byte> code)
    {
        Span<byte> text = stackalloc byte[MostRoom * 3 + 1 + Claim];
        var length = Encoding.UTF8.GetBytes(room, text);
        text[length++] = 0;
        claim.CopyTo(text[length..]);
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, text[..(length + claim.Length)], full);
        full[..code.Length].CopyTo(code);
    }
}

/// <summary>Why what a buyer showed is worth nothing here; the buyer joins at the end.</summary>
internal enum Refusal
{
    /// <summary>Nothing was wrong with it.</summary>
    None,

    /// <summary>This site did not write it.</summary>
    Forged,

    /// <summary>It is of another room, or of a queue that this room had before.</summary>
    Foreign,

    /// <summary>It was good, and its time is over.</summary>
    Expired,

    /// <summary>Its number was called and nobody came.</summary>
    Lapsed,
}
