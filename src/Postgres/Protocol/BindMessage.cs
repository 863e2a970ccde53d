using System.Buffers.Binary;

namespace Seawall.Postgres.Protocol;

/// <summary>
/// Bind: `B` z(portal) z(statement) h(nformats) h… h(nparams) {i(length, -1 = NULL) bytes}… h(nresultformats) h…
/// No format means all text, one format holds for all.
/// </summary>
public readonly ref struct BindMessage
{
    private readonly ReadOnlySpan<byte> _formats;
    private readonly ReadOnlySpan<byte> _values;

    private BindMessage(
        ReadOnlySpan<byte> portal, ReadOnlySpan<byte> statement, ReadOnlySpan<byte> formats, int parameterCount, ReadOnlySpan<byte> values, ReadOnlySpan<byte> resultFormats)
    {
        Portal = portal;
        Statement = statement;
        ParameterCount = parameterCount;
        ResultFormats = resultFormats;
        _formats = formats;
        _values = values;
    }

    /// <summary>The portal's name; empty for the unnamed one.</summary>
    public ReadOnlySpan<byte> Portal { get; }

    /// <summary>The statement's name; empty for the unnamed one.</summary>
    public ReadOnlySpan<byte> Statement { get; }

    /// <summary>How many values are bound.</summary>
    public int ParameterCount { get; }

    /// <summary>The result formats as sent, big-endian int16 each.</summary>
    public ReadOnlySpan<byte> ResultFormats { get; }

    /// <summary>The formats of the values as sent, big-endian int16 each.</summary>
    public ReadOnlySpan<byte> ParameterFormats => _formats;

    /// <summary>The format of a value: 0 text, 1 binary.</summary>
    public short Format(int index) => (_formats.Length / sizeof(short)) switch
    {
        0 => 0,
        1 => BinaryPrimitives.ReadInt16BigEndian(_formats),
        int count => (uint)index < (uint)count ? BinaryPrimitives.ReadInt16BigEndian(_formats[(index * sizeof(short))..]) : (short)0,
    };

    /// <summary>The values in order.</summary>
    public ValueCursor Values() => new(ParameterCount, _values);

    /// <summary>Reads the body.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out BindMessage message)
    {
        message = default;
        var reader = new MessageReader(body);
        if (!reader.TryText(out ReadOnlySpan<byte> portal) || !reader.TryText(out ReadOnlySpan<byte> statement)
            || !reader.TryItems(sizeof(short), out int formatCount, out ReadOnlySpan<byte> formats)
            || !reader.TryValues(out int count, out ReadOnlySpan<byte> values)
            || !reader.TryItems(sizeof(short), out _, out ReadOnlySpan<byte> resultFormats) || !reader.AtEnd)
            return false;
        if (formatCount > 1 && formatCount != count)
            return false;
        message = new BindMessage(portal, statement, formats, count, values, resultFormats);
        return true;
    }

    /// <summary>
    /// Begins the message up to the count of values; the caller then writes each with <see cref="MessageWriter.Value"/> or
    /// <see cref="MessageWriter.Null"/> and ends with <see cref="TryEnd"/>.
    /// </summary>
    public static MessageWriter Begin(Span<byte> destination, ReadOnlySpan<byte> portal, ReadOnlySpan<byte> statement, ReadOnlySpan<short> formats, int parameterCount)
    {
        var writer = new MessageWriter(destination, FrontendType.Bind);
        writer.Text(portal);
        writer.Text(statement);
        writer.Int16((short)formats.Length);
        foreach (short format in formats)
            writer.Int16(format);
        writer.Int16((short)parameterCount);
        return writer;
    }

    /// <summary>Ends a message begun with <see cref="Begin"/>.</summary>
    public static bool TryEnd(ref MessageWriter writer, ReadOnlySpan<short> resultFormats, out int written)
    {
        writer.Int16((short)resultFormats.Length);
        foreach (short format in resultFormats)
            writer.Int16(format);
        return writer.TryEnd(out written);
    }
}
