using System.Buffers;

namespace Seawall.Lab.Logs;

/// <summary>What the scan of one record's bytes found.</summary>
internal enum CsvScan : byte
{
    Complete,
    NeedMore,
    Damaged,
}

/// <summary>
/// The field bounds of one csvlog record: 26 columns since version 14, 24 in 13, 23 before. Records span lines;
/// a quote inside a quoted field is doubled (PostgreSQL manual, "Using CSV-Format Log Output").
/// </summary>
internal sealed class CsvRecord
{
    public const int MaxColumns = 26;

    private static readonly SearchValues<byte> _fieldEnd = SearchValues.Create(",\n\""u8);

    private readonly int[] _start = new int[MaxColumns];
    private readonly int[] _end = new int[MaxColumns];
    private readonly bool[] _doubled = new bool[MaxColumns];

    public int Columns { get; private set; }

    /// <summary>Length with the line's end.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> record, int column) =>
        column < Columns ? record[_start[column].._end[column]] : default;

    /// <summary>The field with its doubled quotes undone; <paramref name="scratch"/> grows when it has to and holds the copy.</summary>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> record, int column, ref byte[] scratch)
    {
        ReadOnlySpan<byte> raw = Raw(record, column);
        if (column >= Columns || !_doubled[column])
        {
            return raw;
        }

        if (scratch.Length < raw.Length)
        {
            scratch = new byte[Math.Max(raw.Length, scratch.Length * 2)];
        }

        int written = 0;
        while (!raw.IsEmpty)
        {
            int quote = raw.IndexOf((byte)'"');
            int take = quote < 0 ? raw.Length : quote + 1;
            raw[..take].CopyTo(scratch.AsSpan(written));
            written += take;
            raw = raw[(quote < 0 ? take : take + 1)..];
        }

        return scratch.AsSpan(0, written);
    }

    /// <summary>Finds the bounds of the record at the head of <paramref name="input"/>; without a last line end it is complete only at the end of input.</summary>
    public CsvScan Scan(ReadOnlySpan<byte> input, bool atEnd)
    {
        int at = 0;
        Columns = 0;
        while (true)
        {
            if (Columns == MaxColumns)
            {
                return CsvScan.Damaged;
            }

            if (at >= input.Length)
            {
                Keep(at, at, false);
                return atEnd ? Finish(at) : CsvScan.NeedMore;
            }

            int next;
            if (input[at] == '"')
            {
                int close = CloseQuote(input, at + 1, out bool doubled);
                if (close < 0 || (close + 1 >= input.Length && !atEnd))
                {
                    return atEnd ? CsvScan.Damaged : CsvScan.NeedMore;
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
                        return CsvScan.NeedMore;
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
                    return CsvScan.Damaged;
            }
        }
    }

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
        _start[Columns] = start;
        _end[Columns] = end;
        _doubled[Columns++] = doubled;
    }

    private CsvScan Finish(int length)
    {
        Length = length;
        return Columns is 23 or 24 or 26 ? CsvScan.Complete : CsvScan.Damaged;
    }
}
