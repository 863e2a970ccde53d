namespace Seawall.Lab.Logs;

/// <summary>The values bound to a statement, as its log keeps them: a csvlog detail, or a capture's binary list.</summary>
public readonly ref struct ParameterList
{
    private ParameterList(ReadOnlySpan<byte> bytes, bool isDetail)
    {
        Bytes = bytes;
        IsDetail = isDetail;
    }

    internal ReadOnlySpan<byte> Bytes { get; }

    internal bool IsDetail { get; }

    public bool IsEmpty => Bytes.IsEmpty;

    public ParameterReader Read() => new(this);

    /// <summary>From <c>parameters: $1 = '1', $2 = NULL</c> (16 and later: <c>Parameters:</c>), without its label.</summary>
    internal static ParameterList OfDetail(ReadOnlySpan<byte> list) => new(list, isDetail: true);

    /// <summary>From type id, format, length (-1 for NULL) and bytes, repeated, in network order.</summary>
    internal static ParameterList OfCapture(ReadOnlySpan<byte> list) => new(list, isDetail: false);
}

/// <summary>One bound value: text when <see cref="Format"/> is 0; a csvlog's quotes are still doubled.</summary>
public readonly ref struct Parameter
{
    public uint TypeId { get; init; }
    public short Format { get; init; }
    public bool IsNull { get; init; }
    public bool HasDoubledQuotes { get; init; }
    public ReadOnlySpan<byte> Raw { get; init; }

    /// <summary>Writes the value itself; <paramref name="to"/> needs at most the raw length.</summary>
    public int CopyTo(Span<byte> to)
    {
        if (!HasDoubledQuotes)
        {
            Raw.CopyTo(to);
            return Raw.Length;
        }

        int written = 0;
        for (int i = 0; i < Raw.Length; i++)
        {
            to[written++] = Raw[i];
            i += Raw[i] == '\'' ? 1 : 0;
        }

        return written;
    }
}
