namespace Seawall.Postgres.Protocol;

/// <summary>Walks over values of int32 length (-1 for NULL) and bytes: bound values, columns of a row, arguments.</summary>
public ref struct ValueCursor(int count, ReadOnlySpan<byte> values)
{
    private MessageReader _reader = new(values);
    private int _left = count;

    /// <summary>The next value; false at the end.</summary>
    public bool Next(out ReadOnlySpan<byte> value, out bool isNull)
    {
        value = default;
        isNull = false;
        return _left-- > 0 && _reader.TryValue(out value, out isNull);
    }
}
