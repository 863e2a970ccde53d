using System.Buffers.Binary;
using System.IO.Hashing;
using Seawall.Kernel;

namespace Seawall.Postgres.Capture;

/// <summary>
/// The layout of a capture file: magic line, one line of JSON (<see cref="CaptureHeader"/>), then records. A record is u32 payload length,
/// u32 check (low half of the payload's XXH3-64), payload. Numbers are little-endian, `v` a varint, `t` a text of v length and bytes:
/// u8 kind, u8 flags, u8 status before, u8 status after, i64 start, u64 session, u32 sequence, v duration, v rows + 1, v bytes returned,
/// t sqlstate, t database, t user, t application, t role, t caller, t mark, t sql, v parameter count, t types, t formats, t values, t result formats.
/// </summary>
internal static class CaptureFormat
{
    public const int PrefixSize = 8;
    public const int FixedSize = 24;

    /// <summary>No larger record is written or believed.</summary>
    public const int MaxPayload = 128 * 1024 * 1024;

    public const byte FlagMoreBeforeSync = 1, FlagNamed = 2, FlagCut = 4, FlagBackslashStrings = 8, FlagNoDuration = 16;

    public static ReadOnlySpan<byte> Magic => "SWCAP1\n"u8;

    public static uint Check(ReadOnlySpan<byte> payload) => (uint)XxHash3.HashToUInt64(payload);

    /// <summary>Writes a record; false if it does not fit.</summary>
    public static bool TryWrite(Span<byte> destination, in CaptureEvent e, out int written)
    {
        written = 0;
        int size = PrefixSize + MaxPayloadSize(e);
        if (destination.Length < size && destination.Length < PrefixSize + ExactPayloadSize(e))
            return false;
        Span<byte> payload = destination[PrefixSize..];
        payload[0] = (byte)e.Kind;
        payload[1] = (byte)((e.MoreBeforeSync ? FlagMoreBeforeSync : 0) | (e.Named ? FlagNamed : 0) | (e.Cut ? FlagCut : 0)
            | (e.BackslashStrings ? FlagBackslashStrings : 0) | (e.DurationMicros < 0 ? FlagNoDuration : 0));
        payload[2] = e.StatusBefore;
        payload[3] = e.StatusAfter;
        BinaryPrimitives.WriteInt64LittleEndian(payload[4..], e.StartMicros);
        BinaryPrimitives.WriteUInt64LittleEndian(payload[12..], e.Session);
        BinaryPrimitives.WriteUInt32LittleEndian(payload[20..], e.Sequence);
        int at = FixedSize;
        Number(payload, ref at, (ulong)Math.Max(0, e.DurationMicros));
        Number(payload, ref at, (ulong)(Math.Max(-1, e.Rows) + 1));
        Number(payload, ref at, (ulong)Math.Max(0, e.BytesReturned));
        Text(payload, ref at, e.SqlState);
        Text(payload, ref at, e.Database);
        Text(payload, ref at, e.User);
        Text(payload, ref at, e.Application);
        Text(payload, ref at, e.Role);
        Text(payload, ref at, e.Caller);
        Text(payload, ref at, e.Mark);
        Text(payload, ref at, e.Sql);
        Number(payload, ref at, (ulong)Math.Max(0, e.ParameterCount));
        Text(payload, ref at, e.ParameterTypes);
        Text(payload, ref at, e.ParameterFormats);
        Text(payload, ref at, e.ParameterValues);
        Text(payload, ref at, e.ResultFormats);
        BinaryPrimitives.WriteInt32LittleEndian(destination, at);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], Check(payload[..at]));
        written = PrefixSize + at;
        return true;
    }

    /// <summary>At least as much as the payload takes.</summary>
    public static int MaxPayloadSize(in CaptureEvent e) => FixedSize + 16 * Varint.MaxBytes + TextBytes(e);

    private static int ExactPayloadSize(in CaptureEvent e) => FixedSize + TextBytes(e)
        + NumberSize((ulong)Math.Max(0, e.DurationMicros)) + NumberSize((ulong)(Math.Max(-1, e.Rows) + 1)) + NumberSize((ulong)Math.Max(0, e.BytesReturned))
        + NumberSize((ulong)Math.Max(0, e.ParameterCount)) + LengthSize(e.SqlState) + LengthSize(e.Database) + LengthSize(e.User) + LengthSize(e.Application)
        + LengthSize(e.Role) + LengthSize(e.Caller) + LengthSize(e.Mark) + LengthSize(e.Sql) + LengthSize(e.ParameterTypes) + LengthSize(e.ParameterFormats)
        + LengthSize(e.ParameterValues) + LengthSize(e.ResultFormats);

    private static int TextBytes(in CaptureEvent e) => checked(e.SqlState.Length + e.Database.Length + e.User.Length + e.Application.Length + e.Role.Length
        + e.Caller.Length + e.Mark.Length + e.Sql.Length + e.ParameterTypes.Length + e.ParameterFormats.Length + e.ParameterValues.Length + e.ResultFormats.Length);

    private static int LengthSize(ReadOnlySpan<byte> text) => NumberSize((ulong)text.Length);

    private static int NumberSize(ulong value) => value < 0x80 ? 1 : (70 - System.Numerics.BitOperations.LeadingZeroCount(value)) / 7;

    private static void Number(Span<byte> payload, ref int at, ulong value)
    {
        while (value >= 0x80)
        {
            payload[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        payload[at++] = (byte)value;
    }

    private static void Text(Span<byte> payload, ref int at, ReadOnlySpan<byte> text)
    {
        Number(payload, ref at, (ulong)text.Length);
        text.CopyTo(payload[at..]);
        at += text.Length;
    }
}
