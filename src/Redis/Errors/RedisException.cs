namespace Seawall.Redis;

/// <summary>An error that the server answered; <see cref="Code"/> is its first word, such as <c>WRONGTYPE</c>.</summary>
public sealed class RedisException(string message) : Exception(message)
{
    /// <summary>The server's code: the first word of what it said.</summary>
    public string Code { get; } = message.IndexOf(' ', StringComparison.Ordinal) is var end and > 0 ? message[..end] : message;
}
