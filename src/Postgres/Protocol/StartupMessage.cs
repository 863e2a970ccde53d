namespace Seawall.Postgres.Protocol;

/// <summary>
/// The start-up packet: i32 length, i32 version, {z name, z value}…, 0. `user` is required; `database` defaults to it.
/// </summary>
public readonly ref struct StartupMessage
{
    private readonly ReadOnlySpan<byte> _parameters;

    private StartupMessage(int version, ReadOnlySpan<byte> parameters)
    {
        Version = version;
        _parameters = parameters;
    }

    /// <summary>Major version in the high 16 bits, minor in the low ones.</summary>
    public int Version { get; }

    /// <summary>The login.</summary>
    public ReadOnlySpan<byte> User => this["user"u8];

    /// <summary>The database, by default named like the login.</summary>
    public ReadOnlySpan<byte> Database => this["database"u8] is { IsEmpty: false } named ? named : User;

    /// <summary>The application's name, often empty.</summary>
    public ReadOnlySpan<byte> Application => this["application_name"u8];

    /// <summary>True if the client speaks the replication protocol.</summary>
    public bool IsReplication => this["replication"u8] is { IsEmpty: false } value
        && !value.SequenceEqual("false"u8) && !value.SequenceEqual("off"u8) && !value.SequenceEqual("no"u8) && !value.SequenceEqual("0"u8);

    /// <summary>The value of a parameter, the last one if it is given twice; empty if it is not given.</summary>
    public ReadOnlySpan<byte> this[ReadOnlySpan<byte> name]
    {
        get
        {
            ReadOnlySpan<byte> found = default;
            var parameters = Parameters();
            while (parameters.Next(out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value))
            {
                if (key.SequenceEqual(name))
                    found = value;
            }

            return found;
        }
    }

    /// <summary>Reads the parameters of a start-up packet.</summary>
    public static bool TryParse(in FirstPacket packet, out StartupMessage message)
    {
        message = default;
        if (packet.Kind != FirstPacketKind.Startup)
            return false;
        var reader = new MessageReader(packet.Body);
        while (true)
        {
            if (!reader.TryText(out ReadOnlySpan<byte> name))
                return false;
            if (name.IsEmpty)
                break;
            if (!reader.TryText(out _))
                return false;
        }

        message = new StartupMessage(packet.Version, packet.Body);
        return reader.AtEnd && !message.User.IsEmpty;
    }

    /// <summary>The parameters in the order sent.</summary>
    public ParameterCursor Parameters() => new(_parameters);

    /// <summary>Writes a start-up packet of protocol 3.0; empty parts are left out.</summary>
    public static bool TryWrite(
        Span<byte> destination, ReadOnlySpan<byte> user, ReadOnlySpan<byte> database, ReadOnlySpan<byte> application, ReadOnlySpan<byte> options, out int written)
    {
        var writer = new MessageWriter(destination);
        writer.Int32(FirstPacket.Version30);
        Pair(ref writer, "user"u8, user);
        Pair(ref writer, "database"u8, database);
        Pair(ref writer, "application_name"u8, application);
        Pair(ref writer, "options"u8, options);
        writer.Byte(0);
        return writer.TryEnd(out written);
    }

    private static void Pair(ref MessageWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return;
        writer.Text(name);
        writer.Text(value);
    }

    /// <summary>Walks over start-up parameters.</summary>
    public ref struct ParameterCursor(ReadOnlySpan<byte> parameters)
    {
        private MessageReader _reader = new(parameters);

        /// <summary>The next parameter; false at the end.</summary>
        public bool Next(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
        {
            value = default;
            return _reader.TryText(out name) && !name.IsEmpty && _reader.TryText(out value);
        }
    }
}
