namespace Seawall.Postgres.Protocol;

/// <summary>
/// The answers to an authentication request, all of type `p`: password `z`; SASL first answer `z(mechanism) i(length, -1 = none) bytes`;
/// SASL further answers `bytes`.
/// </summary>
public static class PasswordMessage
{
    /// <summary>Writes a password, clear or hashed.</summary>
    public static bool TryWrite(Span<byte> destination, ReadOnlySpan<byte> password, out int written)
    {
        var writer = new MessageWriter(destination, FrontendType.Password);
        writer.Text(password);
        return writer.TryEnd(out written);
    }

    /// <summary>Writes the first SASL answer.</summary>
    public static bool TryWriteSaslInitial(Span<byte> destination, ReadOnlySpan<byte> mechanism, ReadOnlySpan<byte> data, out int written)
    {
        var writer = new MessageWriter(destination, FrontendType.Password);
        writer.Text(mechanism);
        writer.Value(data);
        return writer.TryEnd(out written);
    }

    /// <summary>Writes a further SASL answer.</summary>
    public static bool TryWriteSasl(Span<byte> destination, ReadOnlySpan<byte> data, out int written)
    {
        var writer = new MessageWriter(destination, FrontendType.Password);
        writer.Bytes(data);
        return writer.TryEnd(out written);
    }

    /// <summary>Reads the first SASL answer.</summary>
    public static bool TryParseSaslInitial(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> mechanism, out ReadOnlySpan<byte> data)
    {
        data = default;
        var reader = new MessageReader(body);
        return reader.TryText(out mechanism) && reader.TryValue(out data, out _) && reader.AtEnd;
    }
}
