namespace Seawall.Postgres.Protocol;

/// <summary>Execute: `E` z(portal) i(most rows, 0 = all).</summary>
public readonly ref struct ExecuteMessage
{
    private ExecuteMessage(ReadOnlySpan<byte> portal, int maxRows)
    {
        Portal = portal;
        MaxRows = maxRows;
    }

    /// <summary>The portal's name; empty for the unnamed one.</summary>
    public ReadOnlySpan<byte> Portal { get; }

    /// <summary>The most rows to send; 0 for all.</summary>
    public int MaxRows { get; }

    /// <summary>Reads the body.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out ExecuteMessage message)
    {
        message = default;
        var reader = new MessageReader(body);
        if (!reader.TryText(out ReadOnlySpan<byte> portal) || !reader.TryInt32(out int maxRows) || !reader.AtEnd)
            return false;
        message = new ExecuteMessage(portal, maxRows);
        return true;
    }

    /// <summary>Writes the message.</summary>
    public static bool TryWrite(Span<byte> destination, ReadOnlySpan<byte> portal, int maxRows, out int written)
    {
        var writer = new MessageWriter(destination, FrontendType.Execute);
        writer.Text(portal);
        writer.Int32(maxRows);
        return writer.TryEnd(out written);
    }
}
