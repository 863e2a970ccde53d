using Seawall.Postgres.Capture;

namespace Seawall.Lab.Logs;

/// <summary>The values bound to a statement, as its log keeps them: a detail of the server, or a capture's binary list.</summary>
public readonly ref struct ParameterList
{
    private readonly bool _isDetail;
    private readonly int _count;
    private readonly ReadOnlySpan<byte> _types;
    private readonly ReadOnlySpan<byte> _formats;

    private ParameterList(ReadOnlySpan<byte> bytes, bool isDetail, int count, ReadOnlySpan<byte> types, ReadOnlySpan<byte> formats)
    {
        Bytes = bytes;
        _isDetail = isDetail;
        _count = count;
        _types = types;
        _formats = formats;
    }

    internal ReadOnlySpan<byte> Bytes { get; }

    public bool IsEmpty => Bytes.IsEmpty;

    public ParameterReader Read() =>
        _isDetail ? new ParameterReader(Bytes) : new ParameterReader(new CaptureParameterCursor(_count, _types, _formats, Bytes), _count);

    /// <summary>From <c>parameters: $1 = '1', $2 = NULL</c> (16 and later: <c>Parameters:</c>), without its label.</summary>
    internal static ParameterList OfDetail(ReadOnlySpan<byte> list) => new(list, isDetail: true, 0, default, default);

    /// <summary>From the parts of Parse and Bind as a gate captured them.</summary>
    internal static ParameterList OfCapture(int count, ReadOnlySpan<byte> types, ReadOnlySpan<byte> formats, ReadOnlySpan<byte> values) =>
        new(values, isDetail: false, count, types, formats);
}

/// <summary>One bound value: text when <see cref="Format"/> is 0; quotes of a server's detail are still doubled.</summary>
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
