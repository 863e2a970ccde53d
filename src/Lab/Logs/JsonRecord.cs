using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;

namespace Seawall.Lab.Logs;

/// <summary>
/// The values of one jsonlog record: an object a line, a key whose value is empty left out (PostgreSQL manual, "Using JSON-Format Log
/// Output"). Text is taken as bytes: a server whose databases are not UTF-8, or that cut a character, writes it as it is.
/// </summary>
internal sealed class JsonRecord : LogRecord
{
    private const int Fields = (int)LogField.Application + 1;

    private static readonly SearchValues<byte> _stringEnd = SearchValues.Create("\"\\\n"u8);
    private static readonly SearchValues<byte> _valueEnd = SearchValues.Create(",}\"{[\n"u8);

    private readonly int[] _start = new int[Fields];
    private readonly int[] _end = new int[Fields];
    private readonly bool[] _coded = new bool[Fields];

    public override ReadOnlySpan<byte> State => Raw(LogField.State) is { IsEmpty: false } state ? state : "00000"u8;

    public override ReadOnlySpan<byte> Raw(LogField field) => Bytes[_start[(int)field].._end[(int)field]];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override LogScan Scan(ReadOnlySpan<byte> input, bool atEnd)
    {
        if (input.IsEmpty || input[0] != '{')
        {
            return LogScan.NoRecord;
        }

        Array.Clear(_start);
        Array.Clear(_end);
        Array.Clear(_coded);
        int at = 1;
        LogScan scan = SkipTo((byte)'}', input, ref at) ? LogScan.Complete : ScanPairs(input, ref at);
        if (scan == LogScan.Complete)
        {
            scan = ScanLineEnd(input, ref at, atEnd);
        }

        Length = at;
        return scan == LogScan.NeedMore && atEnd ? LogScan.Unended : scan;
    }

    protected override bool IsCoded(LogField field) => _coded[(int)field];

    protected override int Decode(ReadOnlySpan<byte> raw, Span<byte> to)
    {
        int written = 0;
        while (true)
        {
            int slash = raw.IndexOf((byte)'\\');
            int take = slash < 0 ? raw.Length : slash;
            raw[..take].CopyTo(to[written..]);
            written += take;
            if (slash < 0 || slash + 1 >= raw.Length)
            {
                return written;
            }

            byte escape = raw[slash + 1];
            raw = raw[(slash + 2)..];
            if (escape == 'u')
            {
                Rune rune = TakeRune(ref raw);
                written += rune.EncodeToUtf8(to[written..]);
                continue;
            }

            to[written++] = escape switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'t' => (byte)'\t',
                (byte)'r' => (byte)'\r',
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                _ => escape,
            };
        }
    }

    /// <summary>Four hexadecimal digits, or eight as two halves of a pair.</summary>
    private static Rune TakeRune(ref ReadOnlySpan<byte> raw)
    {
        char first = TakeUnit(ref raw);
        if (char.IsHighSurrogate(first) && raw.StartsWith("\\u"u8))
        {
            ReadOnlySpan<byte> behind = raw[2..];
            char second = TakeUnit(ref behind);
            if (Rune.TryCreate(first, second, out Rune pair))
            {
                raw = behind;
                return pair;
            }
        }

        return Rune.TryCreate(first, out Rune rune) ? rune : Rune.ReplacementChar;
    }

    private static char TakeUnit(ref ReadOnlySpan<byte> raw)
    {
        int length = Math.Min(4, raw.Length);
        bool sound = Utf8Parser.TryParse(raw[..length], out ushort unit, out int used, 'x') && used == 4;
        raw = raw[length..];
        // Not longer than what stood there, however short the damage left it.
        return sound ? (char)unit : '?';
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private LogScan ScanPairs(ReadOnlySpan<byte> input, ref int at)
    {
        while (true)
        {
            LogScan scan = ScanString(input, ref at, out int keyStart, out int keyEnd, out _);
            if (scan != LogScan.Complete)
            {
                return scan;
            }

            if (!SkipTo((byte)':', input, ref at))
            {
                return at < input.Length ? LogScan.Broken : LogScan.NeedMore;
            }

            scan = ScanValue(input, ref at, out int start, out int end, out bool coded);
            if (scan != LogScan.Complete)
            {
                return scan;
            }

            int field = FieldOf(input[keyStart..keyEnd]);
            if (field >= 0)
            {
                (_start[field], _end[field], _coded[field]) = (start, end, coded);
            }

            if (SkipTo((byte)'}', input, ref at))
            {
                return LogScan.Complete;
            }

            if (!SkipTo((byte)',', input, ref at))
            {
                return at < input.Length ? LogScan.Broken : LogScan.NeedMore;
            }
        }
    }

    /// <summary>A string, a number or a word; what is nested is not a server's and breaks the record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static LogScan ScanValue(ReadOnlySpan<byte> input, ref int at, out int start, out int end, out bool coded)
    {
        SkipBlanks(input, ref at);
        if (at < input.Length && input[at] == '"')
        {
            return ScanString(input, ref at, out start, out end, out coded);
        }

        coded = false;
        start = at;
        end = at;
        int length = input[at..].IndexOfAny(_valueEnd);
        if (length < 0)
        {
            return LogScan.NeedMore;
        }

        at += length;
        end = input[start..at].SequenceEqual("null"u8) ? start : at;
        return length > 0 && input[at] is (byte)',' or (byte)'}' ? LogScan.Complete : LogScan.Broken;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static LogScan ScanString(ReadOnlySpan<byte> input, ref int at, out int start, out int end, out bool coded)
    {
        coded = false;
        SkipBlanks(input, ref at);
        start = at + 1;
        end = start;
        if (at >= input.Length)
        {
            return LogScan.NeedMore;
        }

        if (input[at] != '"')
        {
            return LogScan.Broken;
        }

        int from = start;
        while (from < input.Length)
        {
            int stop = input[from..].IndexOfAny(_stringEnd);
            if (stop < 0)
            {
                break;
            }

            from += stop;
            if (input[from] == '"')
            {
                end = from;
                at = from + 1;
                return LogScan.Complete;
            }

            if (input[from] == '\n' || (from + 1 < input.Length && input[from + 1] == '\n'))
            {
                return LogScan.Broken;
            }

            coded = true;
            from += 2;
        }

        return LogScan.NeedMore;
    }

    private static LogScan ScanLineEnd(ReadOnlySpan<byte> input, ref int at, bool atEnd)
    {
        SkipBlanks(input, ref at);
        if (at >= input.Length)
        {
            return atEnd ? LogScan.Complete : LogScan.NeedMore;
        }

        if (input[at] != '\n')
        {
            return LogScan.Broken;
        }

        at++;
        return LogScan.Complete;
    }

    /// <summary>Steps over blanks and the byte when it comes next.</summary>
    private static bool SkipTo(byte wanted, ReadOnlySpan<byte> input, ref int at)
    {
        SkipBlanks(input, ref at);
        if (at >= input.Length || input[at] != wanted)
        {
            return false;
        }

        at++;
        return true;
    }

    private static void SkipBlanks(ReadOnlySpan<byte> input, ref int at)
    {
        while (at < input.Length && input[at] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            at++;
        }
    }

    private static int FieldOf(ReadOnlySpan<byte> key) => key.Length switch
    {
        4 when key.SequenceEqual("user"u8) => (int)LogField.User,
        4 when key.SequenceEqual("vxid"u8) => (int)LogField.Transaction,
        6 when key.SequenceEqual("dbname"u8) => (int)LogField.Database,
        6 when key.SequenceEqual("detail"u8) => (int)LogField.Detail,
        7 when key.SequenceEqual("message"u8) => (int)LogField.Message,
        7 when key.SequenceEqual("context"u8) => (int)LogField.Context,
        8 when key.SequenceEqual("line_num"u8) => (int)LogField.Line,
        9 when key.SequenceEqual("timestamp"u8) => (int)LogField.Time,
        9 when key.SequenceEqual("statement"u8) => (int)LogField.Query,
        10 when key.SequenceEqual("session_id"u8) => (int)LogField.Session,
        10 when key.SequenceEqual("state_code"u8) => (int)LogField.State,
        13 when key.SequenceEqual("session_start"u8) => (int)LogField.SessionStart,
        14 when key.SequenceEqual("error_severity"u8) => (int)LogField.Severity,
        16 when key.SequenceEqual("application_name"u8) => (int)LogField.Application,
        _ => -1,
    };
}
