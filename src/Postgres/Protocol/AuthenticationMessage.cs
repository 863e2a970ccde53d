namespace Seawall.Postgres.Protocol;

/// <summary>What an authentication message asks for or says.</summary>
public enum AuthenticationKind
{
    /// <summary>Logged in.</summary>
    Ok = 0,

    /// <summary>The clear password is wanted.</summary>
    CleartextPassword = 3,

    /// <summary>The password hashed with a salt of 4 bytes is wanted.</summary>
    Md5Password = 5,

    /// <summary>SASL begins; the data is the list of mechanisms.</summary>
    Sasl = 10,

    /// <summary>SASL goes on; the data is the server's message.</summary>
    SaslContinue = 11,

    /// <summary>SASL is complete; the data is the server's proof.</summary>
    SaslFinal = 12,
}

/// <summary>`R` i(kind) data: 5 = 4 bytes salt; 10 = {z mechanism}… 0; 11, 12 = SASL data.</summary>
public readonly ref struct AuthenticationMessage
{
    private AuthenticationMessage(AuthenticationKind kind, ReadOnlySpan<byte> data)
    {
        Kind = kind;
        Data = data;
    }

    /// <summary>What is asked for; values not named are methods this program does not speak.</summary>
    public AuthenticationKind Kind { get; }

    /// <summary>Salt, mechanisms or SASL data.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>True if the list of mechanisms holds this one.</summary>
    public bool Offers(ReadOnlySpan<byte> mechanism)
    {
        var reader = new MessageReader(Data);
        while (reader.TryText(out ReadOnlySpan<byte> offered) && !offered.IsEmpty)
        {
            if (offered.SequenceEqual(mechanism))
                return true;
        }

        return false;
    }

    /// <summary>Reads the body.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out AuthenticationMessage message)
    {
        message = default;
        var reader = new MessageReader(body);
        if (!reader.TryInt32(out int kind) || (kind == (int)AuthenticationKind.Md5Password && reader.Rest.Length != 4))
            return false;
        message = new AuthenticationMessage((AuthenticationKind)kind, reader.Rest);
        return true;
    }

    /// <summary>Writes the message.</summary>
    public static bool TryWrite(Span<byte> destination, AuthenticationKind kind, ReadOnlySpan<byte> data, out int written)
    {
        var writer = new MessageWriter(destination, BackendType.Authentication);
        writer.Int32((int)kind);
        writer.Bytes(data);
        return writer.TryEnd(out written);
    }
}
