namespace Seawall.Postgres.Protocol;

/// <summary>COPY traffic: `d` bytes; `c`; `f` z(reason); and `G`, `H`, `W` b(overall format) h(n) h(column format)….</summary>
public static class CopyMessages
{
    /// <summary>Writes CopyData.</summary>
    public static bool TryWriteData(Span<byte> destination, ReadOnlySpan<byte> data, out int written)
    {
        var writer = new MessageWriter(destination, FrontendType.CopyData);
        writer.Bytes(data);
        return writer.TryEnd(out written);
    }

    /// <summary>Writes CopyFail.</summary>
    public static bool TryWriteFail(Span<byte> destination, ReadOnlySpan<byte> reason, out int written)
    {
        var writer = new MessageWriter(destination, FrontendType.CopyFail);
        writer.Text(reason);
        return writer.TryEnd(out written);
    }

    /// <summary>Reads the body of CopyInResponse, CopyOutResponse or CopyBothResponse.</summary>
    public static bool TryParseResponse(ReadOnlySpan<byte> body, out bool binary, out int columnCount)
    {
        columnCount = 0;
        var reader = new MessageReader(body);
        bool ok = reader.TryByte(out byte format) && reader.TryItems(sizeof(short), out columnCount, out _) && reader.AtEnd;
        binary = format == 1;
        return ok;
    }
}
