namespace Seawall.Redis.Resp;

/// <summary>A word of a command: text (sent as UTF-8), bytes, or a number. Bytes are copied before the call that takes them returns.</summary>
public readonly struct RedisArgument
{
    private RedisArgument(string? text, ReadOnlyMemory<byte> bytes, long number)
    {
        Text = text;
        Bytes = bytes;
        Number = number;
    }

    internal static RedisArgument Of(long number) => new(null, default, number) { IsNumber = true };

    internal string? Text { get; }

    internal ReadOnlyMemory<byte> Bytes { get; }

    internal long Number { get; }

    internal bool IsNumber { get; private init; }

    public static implicit operator RedisArgument(string text) => new(text, default, 0);

    public static implicit operator RedisArgument(byte[] bytes) => new(null, bytes, 0);

    public static implicit operator RedisArgument(ReadOnlyMemory<byte> bytes) => new(null, bytes, 0);

    public static implicit operator RedisArgument(long number) => Of(number);

    /// <summary>The word as text, for messages.</summary>
    public override string ToString() => Text ?? (IsNumber ? Number.ToString(System.Globalization.CultureInfo.InvariantCulture) : $"{Bytes.Length} bytes");
}
