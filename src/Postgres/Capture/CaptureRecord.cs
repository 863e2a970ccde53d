using System.Buffers.Binary;
using Seawall.Kernel;

namespace Seawall.Postgres.Capture;

/// <summary>A captured statement seen in the reader's buffer; it lives until the next read.</summary>
public readonly ref struct CaptureRecord
{
    private CaptureRecord(scoped in CaptureEvent e, ReadOnlySpan<byte> raw)
    {
        Event = e;
        Raw = raw;
    }

    /// <summary>What was captured.</summary>
    public CaptureEvent Event { get; }

    /// <summary>The record as it stands in the file, length and check included.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>The bound values in order.</summary>
    public CaptureParameterCursor Parameters() =>
        new(Event.ParameterCount, Event.ParameterTypes, Event.ParameterFormats, Event.ParameterValues);

    /// <summary>Reads one record, prefix included, as <see cref="CaptureRecord.Raw"/> gives it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> raw, out CaptureRecord record)
    {
        record = default;
        if (raw.Length < CaptureFormat.PrefixSize)
            return false;
        ReadOnlySpan<byte> payload = raw[CaptureFormat.PrefixSize..];
        if (BinaryPrimitives.ReadInt32LittleEndian(raw) != payload.Length || BinaryPrimitives.ReadUInt32LittleEndian(raw[4..]) != CaptureFormat.Check(payload))
            return false;
        if (!TryReadPayload(payload, out CaptureEvent e))
            return false;
        record = new CaptureRecord(e, raw);
        return true;
    }

    /// <summary>Marks a written record, prefix included, as one after which more of its pipeline followed.</summary>
    public static void SetMoreBeforeSync(Span<byte> raw)
    {
        Span<byte> payload = raw[CaptureFormat.PrefixSize..];
        payload[1] |= CaptureFormat.FlagMoreBeforeSync;
        BinaryPrimitives.WriteUInt32LittleEndian(raw[4..], CaptureFormat.Check(payload));
    }

    private static bool TryReadPayload(ReadOnlySpan<byte> payload, out CaptureEvent e)
    {
        e = new CaptureEvent();
        if (payload.Length < CaptureFormat.FixedSize || payload[0] > (byte)CaptureKind.Function)
            return false;
        e.Kind = (CaptureKind)payload[0];
        e.MoreBeforeSync = (payload[1] & CaptureFormat.FlagMoreBeforeSync) != 0;
        e.Named = (payload[1] & CaptureFormat.FlagNamed) != 0;
        e.Cut = (payload[1] & CaptureFormat.FlagCut) != 0;
        e.BackslashStrings = (payload[1] & CaptureFormat.FlagBackslashStrings) != 0;
        e.StatusBefore = payload[2];
        e.StatusAfter = payload[3];
        e.StartMicros = BinaryPrimitives.ReadInt64LittleEndian(payload[4..]);
        e.Session = BinaryPrimitives.ReadUInt64LittleEndian(payload[12..]);
        e.Sequence = BinaryPrimitives.ReadUInt32LittleEndian(payload[20..]);
        ReadOnlySpan<byte> rest = payload[CaptureFormat.FixedSize..];
        bool ok = Varint.TryRead(ref rest, out ulong duration);
        ok &= Varint.TryRead(ref rest, out ulong rows);
        ok &= Varint.TryRead(ref rest, out ulong bytes);
        ok &= duration <= long.MaxValue && rows <= long.MaxValue && bytes <= long.MaxValue;
        e.DurationMicros = (payload[1] & CaptureFormat.FlagNoDuration) != 0 ? -1 : (long)duration;
        e.Rows = (long)rows - 1;
        e.BytesReturned = (long)bytes;
        e.SqlState = Text(ref rest, ref ok);
        e.Database = Text(ref rest, ref ok);
        e.User = Text(ref rest, ref ok);
        e.Application = Text(ref rest, ref ok);
        e.Role = Text(ref rest, ref ok);
        e.Caller = Text(ref rest, ref ok);
        e.Mark = Text(ref rest, ref ok);
        e.Sql = Text(ref rest, ref ok);
        ok &= Varint.TryRead(ref rest, out ulong parameters) && parameters <= ushort.MaxValue;
        e.ParameterCount = (int)parameters;
        e.ParameterTypes = Text(ref rest, ref ok);
        e.ParameterFormats = Text(ref rest, ref ok);
        e.ParameterValues = Text(ref rest, ref ok);
        e.ResultFormats = Text(ref rest, ref ok);
        return ok && rest.IsEmpty;
    }

    private static ReadOnlySpan<byte> Text(scoped ref ReadOnlySpan<byte> rest, scoped ref bool ok)
    {
        if (!ok || !Varint.TryRead(ref rest, out ulong length) || length > (ulong)rest.Length)
        {
            ok = false;
            return default;
        }

        ReadOnlySpan<byte> text = rest[..(int)length];
        rest = rest[(int)length..];
        return text;
    }
}
