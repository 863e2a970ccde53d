namespace Seawall.Lab.Logs;

/// <summary>Where the parts of one line's head lie: the prefix's escapes, the severity or label, and the text behind it. Used again for every line.</summary>
internal sealed class LineHead
{
    private readonly int[] _start = new int['z' + 1];
    private readonly int[] _end = new int['z' + 1];

    /// <summary>DETAIL, STATEMENT and so on: more of the record before it.</summary>
    public LineLabel Label { get; set; }

    public int LabelStart { get; set; }
    public int LabelEnd { get; set; }

    /// <summary>Where the line's text begins, behind the label's colon and two blanks.</summary>
    public int TextStart { get; set; }

    public void Set(char escape, int start, int end) => (_start[escape], _end[escape]) = (start, end);

    public void Clear()
    {
        Array.Clear(_start);
        Array.Clear(_end);
    }

    public void Clear(char escape) => Set(escape, 0, 0);

    public bool Has(char escape) => _end[escape] > _start[escape];

    public ReadOnlySpan<byte> Of(char escape, ReadOnlySpan<byte> record) => record[_start[escape].._end[escape]];
}

/// <summary>What a line says of itself behind its prefix.</summary>
internal enum LineLabel : byte
{
    /// <summary>A severity: a record begins.</summary>
    Severity,
    Detail,
    Hint,
    Query,
    Context,
    Location,
    Backtrace,
    Statement,
}
