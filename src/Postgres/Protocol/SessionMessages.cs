namespace Seawall.Postgres.Protocol;

/// <summary>ParameterStatus: `S` z(name) z(value).</summary>
public readonly ref struct ParameterStatusMessage
{
    private ParameterStatusMessage(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Name = name;
        Value = value;
    }

    /// <summary>The setting.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>Its value now.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Reads the body.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out ParameterStatusMessage message)
    {
        message = default;
        var reader = new MessageReader(body);
        if (!reader.TryText(out ReadOnlySpan<byte> name) || !reader.TryText(out ReadOnlySpan<byte> value) || !reader.AtEnd)
            return false;
        message = new ParameterStatusMessage(name, value);
        return true;
    }

    /// <summary>Writes the message.</summary>
    public static bool TryWrite(Span<byte> destination, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, out int written)
    {
        var writer = new MessageWriter(destination, BackendType.ParameterStatus);
        writer.Text(name);
        writer.Text(value);
        return writer.TryEnd(out written);
    }
}

/// <summary>BackendKeyData: `K` i(process id) bytes(key): 4 bytes in protocol 3.0, up to 256 in 3.2.</summary>
public readonly ref struct BackendKeyMessage
{
    private BackendKeyMessage(int processId, ReadOnlySpan<byte> key)
    {
        ProcessId = processId;
        Key = key;
    }

    /// <summary>The server process.</summary>
    public int ProcessId { get; }

    /// <summary>The secret a CancelRequest must show.</summary>
    public ReadOnlySpan<byte> Key { get; }

    /// <summary>Reads the body.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out BackendKeyMessage message)
    {
        message = default;
        var reader = new MessageReader(body);
        if (!reader.TryInt32(out int processId) || reader.Rest.Length is < 4 or > 256)
            return false;
        message = new BackendKeyMessage(processId, reader.Rest);
        return true;
    }

    /// <summary>Writes the message.</summary>
    public static bool TryWrite(Span<byte> destination, int processId, ReadOnlySpan<byte> key, out int written)
    {
        var writer = new MessageWriter(destination, BackendType.BackendKeyData);
        writer.Int32(processId);
        writer.Bytes(key);
        return writer.TryEnd(out written);
    }
}

/// <summary>ReadyForQuery: `Z` status: I idle, T in a transaction, E in a failed one.</summary>
public static class ReadyMessage
{
    /// <summary>Outside a transaction.</summary>
    public const byte Idle = (byte)'I';

    /// <summary>In a transaction.</summary>
    public const byte InTransaction = (byte)'T';

    /// <summary>In a failed transaction.</summary>
    public const byte Failed = (byte)'E';

    /// <summary>Reads the body.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out byte status)
    {
        status = body.Length == 1 ? body[0] : (byte)0;
        return status is Idle or InTransaction or Failed;
    }

    /// <summary>Writes the message.</summary>
    public static bool TryWrite(Span<byte> destination, byte status, out int written)
    {
        var writer = new MessageWriter(destination, BackendType.ReadyForQuery);
        writer.Byte(status);
        return writer.TryEnd(out written);
    }
}

/// <summary>NotificationResponse: `A` i(process id) z(channel) z(payload).</summary>
public readonly ref struct NotificationMessage
{
    private NotificationMessage(int processId, ReadOnlySpan<byte> channel, ReadOnlySpan<byte> payload)
    {
        ProcessId = processId;
        Channel = channel;
        Payload = payload;
    }

    /// <summary>The server process of the notifier.</summary>
    public int ProcessId { get; }

    /// <summary>The channel.</summary>
    public ReadOnlySpan<byte> Channel { get; }

    /// <summary>What was sent; may be empty.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Reads the body.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out NotificationMessage message)
    {
        message = default;
        var reader = new MessageReader(body);
        if (!reader.TryInt32(out int processId) || !reader.TryText(out ReadOnlySpan<byte> channel) || !reader.TryText(out ReadOnlySpan<byte> payload) || !reader.AtEnd)
            return false;
        message = new NotificationMessage(processId, channel, payload);
        return true;
    }
}

/// <summary>NegotiateProtocolVersion: `v` i(newest minor version) i(n) z(option not known)….</summary>
public static class NegotiateVersionMessage
{
    /// <summary>Reads the body.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out int version, out int unknownOptions)
    {
        unknownOptions = 0;
        var reader = new MessageReader(body);
        return reader.TryInt32(out version) && reader.TryInt32(out unknownOptions) && unknownOptions >= 0;
    }
}
