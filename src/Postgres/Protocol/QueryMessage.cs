namespace Seawall.Postgres.Protocol;

/// <summary>Simple query: `Q` z(sql).</summary>
public readonly ref struct QueryMessage(ReadOnlySpan<byte> sql)
{
    /// <summary>The text, of any number of statements.</summary>
    public ReadOnlySpan<byte> Sql { get; } = sql;

    /// <summary>Reads the body.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out QueryMessage message)
    {
        var reader = new MessageReader(body);
        bool ok = reader.TryText(out ReadOnlySpan<byte> sql) && reader.AtEnd;
        message = new QueryMessage(sql);
        return ok;
    }

    /// <summary>Writes the message.</summary>
    public static bool TryWrite(Span<byte> destination, ReadOnlySpan<byte> sql, out int written)
    {
        var writer = new MessageWriter(destination, FrontendType.Query);
        writer.Text(sql);
        return writer.TryEnd(out written);
    }
}
