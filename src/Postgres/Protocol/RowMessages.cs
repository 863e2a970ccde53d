namespace Seawall.Postgres.Protocol;

/// <summary>RowDescription: `T` h(n) {z(name) i(table oid) h(column) i(type oid) h(type size) i(modifier) h(format)}….</summary>
public ref struct RowDescriptionMessage
{
    private MessageReader _reader;
    private int _left;

    private RowDescriptionMessage(int columnCount, ReadOnlySpan<byte> columns)
    {
        ColumnCount = _left = columnCount;
        _reader = new MessageReader(columns);
    }

    /// <summary>How many columns.</summary>
    public int ColumnCount { get; }

    /// <summary>Reads the count of columns; the columns themselves come from <see cref="Next"/>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out RowDescriptionMessage message)
    {
        message = default;
        var reader = new MessageReader(body);
        if (!reader.TryInt16(out short count) || count < 0)
            return false;
        message = new RowDescriptionMessage(count, reader.Rest);
        return true;
    }

    /// <summary>The next column; false behind the last one or when the body is cut off.</summary>
    public bool Next(out Column column)
    {
        column = default;
        if (_left-- <= 0 || !_reader.TryText(out ReadOnlySpan<byte> name) || !_reader.TryInt32(out int table) || !_reader.TryInt16(out short number)
            || !_reader.TryInt32(out int type) || !_reader.TryInt16(out short size) || !_reader.TryInt32(out int modifier) || !_reader.TryInt16(out short format))
            return false;
        column = new Column { Name = name, Table = (uint)table, Number = number, Type = (uint)type, Size = size, Modifier = modifier, Format = format };
        return true;
    }

    /// <summary>One column of a result.</summary>
    public readonly ref struct Column
    {
        /// <summary>The label.</summary>
        public ReadOnlySpan<byte> Name { get; init; }

        /// <summary>The table's oid, 0 for an expression.</summary>
        public uint Table { get; init; }

        /// <summary>The column's number in its table.</summary>
        public short Number { get; init; }

        /// <summary>The type's oid.</summary>
        public uint Type { get; init; }

        /// <summary>The type's size in bytes, negative if it varies.</summary>
        public short Size { get; init; }

        /// <summary>The type's modifier.</summary>
        public int Modifier { get; init; }

        /// <summary>0 text, 1 binary; of a statement's description always 0.</summary>
        public short Format { get; init; }
    }
}

/// <summary>DataRow: `D` h(n) {i(length, -1 = NULL) bytes}….</summary>
public readonly ref struct DataRowMessage
{
    private readonly ReadOnlySpan<byte> _values;

    private DataRowMessage(int columnCount, ReadOnlySpan<byte> values)
    {
        ColumnCount = columnCount;
        _values = values;
    }

    /// <summary>How many columns.</summary>
    public int ColumnCount { get; }

    /// <summary>The values in order.</summary>
    public ValueCursor Values() => new(ColumnCount, _values);

    /// <summary>Reads the body.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out DataRowMessage message)
    {
        message = default;
        var reader = new MessageReader(body);
        if (!reader.TryValues(out int count, out ReadOnlySpan<byte> values) || !reader.AtEnd)
            return false;
        message = new DataRowMessage(count, values);
        return true;
    }
}

/// <summary>ParameterDescription: `t` h(n) i(type oid)….</summary>
public readonly ref struct ParameterDescriptionMessage
{
    private readonly ReadOnlySpan<byte> _types;

    private ParameterDescriptionMessage(int count, ReadOnlySpan<byte> types)
    {
        Count = count;
        _types = types;
    }

    /// <summary>How many parameters.</summary>
    public int Count { get; }

    /// <summary>The type of a parameter; 0 past the last one.</summary>
    public uint Type(int index) =>
        (uint)index < (uint)Count ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(_types[(index * sizeof(int))..]) : 0;

    /// <summary>Reads the body.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out ParameterDescriptionMessage message)
    {
        message = default;
        var reader = new MessageReader(body);
        if (!reader.TryItems(sizeof(int), out int count, out ReadOnlySpan<byte> types) || !reader.AtEnd)
            return false;
        message = new ParameterDescriptionMessage(count, types);
        return true;
    }
}
