namespace Seawall.Postgres.Protocol;

/// <summary>Describe and Close: `D` or `C`, 'S' (statement) or 'P' (portal), z(name).</summary>
public readonly ref struct TargetMessage
{
    /// <summary>The target of a statement.</summary>
    public const byte Statement = (byte)'S';

    /// <summary>The target of a portal.</summary>
    public const byte Portal = (byte)'P';

    private TargetMessage(byte target, ReadOnlySpan<byte> name)
    {
        Target = target;
        Name = name;
    }

    /// <summary>'S' or 'P'.</summary>
    public byte Target { get; }

    /// <summary>The name; empty for the unnamed one.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>Reads the body.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out TargetMessage message)
    {
        var reader = new MessageReader(body);
        bool ok = reader.TryByte(out byte target);
        ok = reader.TryText(out ReadOnlySpan<byte> name) && ok && reader.AtEnd && target is Statement or Portal;
        message = new TargetMessage(target, name);
        return ok;
    }

    /// <summary>Writes a Describe.</summary>
    public static bool TryWriteDescribe(Span<byte> destination, byte target, ReadOnlySpan<byte> name, out int written) =>
        TryWrite(destination, FrontendType.Describe, target, name, out written);

    /// <summary>Writes a Close.</summary>
    public static bool TryWriteClose(Span<byte> destination, byte target, ReadOnlySpan<byte> name, out int written) =>
        TryWrite(destination, FrontendType.Close, target, name, out written);

    private static bool TryWrite(Span<byte> destination, byte type, byte target, ReadOnlySpan<byte> name, out int written)
    {
        var writer = new MessageWriter(destination, type);
        writer.Byte(target);
        writer.Text(name);
        return writer.TryEnd(out written);
    }
}
