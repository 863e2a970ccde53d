namespace Seawall.Postgres.Protocol;

/// <summary>
/// ErrorResponse and NoticeResponse: `E` or `N`, {b(code) z(value)}… 0. A server may leave out any field, the SQLSTATE too (CVE-2026-6666).
/// </summary>
public readonly ref struct ErrorFields
{
    private readonly ReadOnlySpan<byte> _fields;

    private ErrorFields(ReadOnlySpan<byte> fields) => _fields = fields;

    /// <summary>ERROR, FATAL, PANIC, WARNING, … never translated where the server sends it so.</summary>
    public ReadOnlySpan<byte> Severity => this[(byte)'V'] is { IsEmpty: false } plain ? plain : this[(byte)'S'];

    /// <summary>Five characters, or empty.</summary>
    public ReadOnlySpan<byte> SqlState => this[(byte)'C'] is { Length: 5 } state ? state : default;

    /// <summary>The message.</summary>
    public ReadOnlySpan<byte> Message => this[(byte)'M'];

    /// <summary>A field by its code; empty if it is not there.</summary>
    public ReadOnlySpan<byte> this[byte code]
    {
        get
        {
            var reader = new MessageReader(_fields);
            while (reader.TryByte(out byte field) && field != 0 && reader.TryText(out ReadOnlySpan<byte> value))
            {
                if (field == code)
                    return value;
            }

            return default;
        }
    }

    /// <summary>Reads the body.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out ErrorFields fields)
    {
        fields = new ErrorFields(body);
        var reader = new MessageReader(body);
        while (reader.TryByte(out byte field))
        {
            if (field == 0)
                return reader.AtEnd;
            if (!reader.TryText(out _))
                return false;
        }

        return false;
    }

    /// <summary>Writes an ErrorResponse; detail and hint may be empty.</summary>
    public static bool TryWrite(
        Span<byte> destination, ReadOnlySpan<byte> severity, ReadOnlySpan<byte> sqlState, ReadOnlySpan<byte> message, ReadOnlySpan<byte> detail, ReadOnlySpan<byte> hint, out int written)
    {
        var writer = new MessageWriter(destination, BackendType.ErrorResponse);
        Field(ref writer, (byte)'S', severity);
        Field(ref writer, (byte)'V', severity);
        Field(ref writer, (byte)'C', sqlState);
        Field(ref writer, (byte)'M', message);
        Field(ref writer, (byte)'D', detail);
        Field(ref writer, (byte)'H', hint);
        writer.Byte(0);
        return writer.TryEnd(out written);
    }

    private static void Field(ref MessageWriter writer, byte code, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return;
        writer.Byte(code);
        writer.Text(value);
    }
}
