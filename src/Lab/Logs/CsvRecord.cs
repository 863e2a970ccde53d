using System.Buffers;
using System.Runtime.CompilerServices;

namespace Seawall.Lab.Logs;

/// <summary>
/// The field bounds of one csvlog record: 26 columns since version 14, 24 in 13, 23 before. Records span lines;
/// a quote inside a quoted field is doubled (PostgreSQL manual, "Using CSV-Format Log Output").
/// </summary>
internal sealed class CsvRecord : LogRecord
{
    public const int MaxColumns = 26;

    private static readonly SearchValues<byte> _fieldEnd = SearchValues.Create(",\n\""u8);

    private readonly int[] _start = new int[MaxColumns];
    private readonly int[] _end = new int[MaxColumns];
    private readonly bool[] _doubled = new bool[MaxColumns];

    private int _columns;

    public override ReadOnlySpan<byte> Raw(LogField field)
    {
        int column = ColumnOf(field);
        return column < _columns ? Bytes[_start[column].._end[column]] : default;
    }

    /// <summary>Without a last line end a record is complete only at the end of input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override LogScan Scan(ReadOnlySpan<byte> input, bool atEnd)
    {
        if (!LogTime.Opens(input))
        {
            return input.Length < LogTime.OpeningLength && !atEnd ? LogScan.NeedMore : LogScan.NoRecord;
        }

        int at = 0;
        _columns = 0;
        while (true)
        {
            if (_columns == MaxColumns)
            {
                return LogScan.Broken;
            }

            if (at >= input.Length)
            {
                Keep(at, at, false);
                return atEnd ? Finish(at) : LogScan.NeedMore;
            }

            int next;
            if (input[at] == '"')
            {
                int close = CloseQuote(input, at + 1, out bool doubled);
                if (close < 0 || (close + 1 >= input.Length && !atEnd))
                {
                    return atEnd ? LogScan.Unended : LogScan.NeedMore;
                }

                next = close + 1;
                Keep(at + 1, close, doubled);
            }
            else
            {
                int length = input[at..].IndexOfAny(_fieldEnd);
                if (length < 0)
                {
                    if (!atEnd)
                    {
                        return LogScan.NeedMore;
                    }

                    length = input.Length - at;
                }

                next = at + length;
                Keep(at, next, false);
            }

            if (next >= input.Length)
            {
                return Finish(next);
            }

            switch (input[next])
            {
                case (byte)',':
                    at = next + 1;
                    break;
                case (byte)'\n':
                    return Finish(next + 1);
                case (byte)'\r' when next + 1 < input.Length && input[next + 1] == '\n':
                    return Finish(next + 2);
                default:
                    return LogScan.Broken;
            }
        }
    }

    protected override bool IsCoded(LogField field) => _doubled[ColumnOf(field)];

    protected override int Decode(ReadOnlySpan<byte> raw, Span<byte> to)
    {
        int written = 0;
        while (!raw.IsEmpty)
        {
            int quote = raw.IndexOf((byte)'"');
            int take = quote < 0 ? raw.Length : quote + 1;
            raw[..take].CopyTo(to[written..]);
            written += take;
            raw = raw[(quote < 0 ? take : take + 1)..];
        }

        return written;
    }

    private static int ColumnOf(LogField field) => field switch
    {
        LogField.Time => 0,
        LogField.User => 1,
        LogField.Database => 2,
        LogField.Session => 5,
        LogField.Line => 6,
        LogField.SessionStart => 8,
        LogField.Transaction => 9,
        LogField.Severity => 11,
        LogField.State => 12,
        LogField.Message => 13,
        LogField.Detail => 14,
        LogField.Context => 18,
        LogField.Query => 19,
        _ => 22,
    };

    /// <summary>Index of the quote that closes the field whose text starts at <paramref name="from"/>, or -1.</summary>
    private static int CloseQuote(ReadOnlySpan<byte> input, int from, out bool doubled)
    {
        doubled = false;
        while (true)
        {
            int quote = input[from..].IndexOf((byte)'"');
            if (quote < 0)
            {
                return -1;
            }

            from += quote;
            if (from + 1 >= input.Length || input[from + 1] != '"')
            {
                return from;
            }

            doubled = true;
            from += 2;
        }
    }

    private void Keep(int start, int end, bool doubled)
    {
        _start[_columns] = start;
        _end[_columns] = end;
        _doubled[_columns++] = doubled;
    }

    private LogScan Finish(int length)
    {
        Length = length;
        return _columns is 23 or 24 or 26 ? LogScan.Complete : LogScan.Broken;
    }
}
