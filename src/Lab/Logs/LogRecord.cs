using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Seawall.Lab.Logs;

/// <summary>One record of a server's log: where its fields lie in the reader's buffer, and how their coding is undone.</summary>
internal abstract class LogRecord
{
    private const int Fields = (int)LogField.Application + 1;

    private readonly byte[][] _decoded = new byte[Fields][];
    private readonly LogTime _time = new();
    private readonly LogTime _sessionStart = new();
    private byte[] _buffer = [];
    private int _at;

    protected LogRecord() => Array.Fill(_decoded, []);

    /// <summary>Bytes of the record with its line's end.</summary>
    public int Length { get; protected set; }

    /// <summary>A zone abbreviation met that the record gave no means to resolve: such times are taken as UTC.</summary>
    public string? UnknownZone { get; private set; }

    /// <summary>The error's five bytes: 00000 for none, ????? for one the log does not name.</summary>
    public virtual ReadOnlySpan<byte> State => Raw(LogField.State);

    /// <summary>The record's number within its session.</summary>
    public virtual uint Sequence => Utf8Parser.TryParse(Raw(LogField.Line), out uint line, out _) ? line : 0;

    protected ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_at, Length);

    /// <summary>Finds the bounds of the record at the front of <paramref name="input"/>.</summary>
    public abstract LogScan Scan(ReadOnlySpan<byte> input, bool atEnd);

    /// <summary>The reader lost its place: nothing that was seen ahead holds.</summary>
    public virtual void Forget()
    {
    }

    /// <summary>Tells where the scanned record lies.</summary>
    public void Place(byte[] buffer, int at) => (_buffer, _at) = (buffer, at);

    /// <summary>The field as written; empty when the record lacks it.</summary>
    public abstract ReadOnlySpan<byte> Raw(LogField field);

    /// <summary>The field itself, its coding undone; valid until the next record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<byte> Text(LogField field)
    {
        ReadOnlySpan<byte> raw = Raw(field);
        if (raw.IsEmpty || !IsCoded(field))
        {
            return raw;
        }

        ref byte[] decoded = ref _decoded[(int)field];
        if (decoded.Length < raw.Length)
        {
            decoded = new byte[Math.Max(raw.Length, Math.Max(256, decoded.Length * 2))];
        }

        return decoded.AsSpan(0, Decode(raw, decoded));
    }

    /// <summary>Session and end of the statement in unix microseconds; false when the record lacks one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public virtual bool TryPlace(out ulong session, out long end)
    {
        end = 0;
        return TrySession(Raw(LogField.Session), out session, out long started)
            && TryTime(Raw(LogField.Time), Raw(LogField.SessionStart), started, out end);
    }

    protected abstract bool IsCoded(LogField field);

    /// <summary>Undoes the coding; <paramref name="to"/> is at least as long. Returns the length.</summary>
    protected abstract int Decode(ReadOnlySpan<byte> raw, Span<byte> to);

    /// <summary><c>6745a1c2.4d2</c>: start in seconds and process id, hexadecimal; unique within a server's life.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected static bool TrySession(ReadOnlySpan<byte> text, out ulong id, out long started)
    {
        id = 0;
        started = 0;
        int at = 0;
        if (TakeHex(text, ref at, 15, out ulong start) && (uint)at < (uint)text.Length && text[at] == '.')
        {
            at++;
            if (TakeHex(text, ref at, 8, out ulong process) && at == text.Length)
            {
                started = (long)start;
                id = SessionId(started, (uint)process);
                return true;
            }
        }

        int dot = text.IndexOf((byte)'.');
        if (dot < 0 || !Utf8Parser.TryParse(text[..dot], out started, out int used, 'x') || used != dot
            || !Utf8Parser.TryParse(text[(dot + 1)..], out uint pid, out used, 'x'))
        {
            return false;
        }

        id = SessionId(started, pid);
        return true;
    }

    /// <summary>At most so many hexadecimal digits, at least one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TakeHex(ReadOnlySpan<byte> text, ref int at, int most, out ulong value)
    {
        value = 0;
        int start = at;
        int limit = Math.Min(text.Length, at + most);
        for (; at < limit; at++)
        {
            uint digit = (uint)(text[at] - '0');
            if (digit > 9)
            {
                digit = (uint)(text[at] - 'a') + 10;
                if (digit is < 10 or > 15)
                {
                    break;
                }
            }

            value = (value << 4) | digit;
        }

        return at > start;
    }

    protected static ulong SessionId(long started, uint pid) => ((ulong)started << 32) | pid;

    /// <summary>
    /// A time as the server wrote it. A zone abbreviation is no offset, but a session's start that is known twice, as such a time and
    /// as unix seconds inside the session id (0 when it is not), gives it by the difference.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected bool TryTime(ReadOnlySpan<byte> text, ReadOnlySpan<byte> sessionStart, long started, out long micros)
    {
        if (!_time.TryParse(text, out micros, out ReadOnlySpan<byte> zone))
        {
            return false;
        }

        if (!LogTime.TryOffset(zone, out long offset))
        {
            if (started != 0 && _sessionStart.TryParse(sessionStart, out long local, out _))
            {
                offset = local - (started * 1_000_000);
            }
            else
            {
                UnknownZone ??= System.Text.Encoding.ASCII.GetString(zone);
            }
        }

        micros -= offset;
        return true;
    }
}
