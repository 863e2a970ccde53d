using System.Buffers.Text;

namespace Seawall.Redis.Resp;

/// <summary>
/// Finds the end of one reply in bytes that arrive in parts, looking at each byte once (RESP2 and RESP3 without streamed types, which no server sends:
/// https://redis.io/docs/latest/develop/reference/protocol-spec/). Malformed bytes are a <see cref="RedisProtocolException"/>.
/// </summary>
internal struct RespScanner
{
    /// <summary>Bytes that one string of a reply may have: the server's own limit.</summary>
    public const int MaxString = 512 << 20;

    private const int MaxLine = 64 << 10;
    private const int MaxOpen = 1 << 24;
    private const int MaxReply = 1 << 30;

    private int _position;
    private long _open = 1;

    public RespScanner()
    {
    }

    /// <summary>Bytes that the reply has at least, as far as it has been seen.</summary>
    public readonly int Needed => _position;

    /// <summary>
    /// True when the reply that starts at <paramref name="data"/> is complete; then <paramref name="length"/> is its size and the scanner stands at a new one.
    /// Otherwise call again with the same bytes and more.
    /// </summary>
    public bool TryScan(ReadOnlySpan<byte> data, out int length)
    {
        while (_open > 0 || _position > data.Length)
        {
            if (_position >= data.Length || !TryElement(data))
            {
                length = 0;
                return false;
            }
        }
        length = _position;
        this = new RespScanner();
        return true;
    }

    private bool TryElement(ReadOnlySpan<byte> data)
    {
        var rest = data[_position..];
        var end = rest.IndexOf((byte)'\n');
        if (end < 0 ? rest.Length > MaxLine : end > MaxLine)
            RedisProtocolException.Throw("a line of the reply is too long");
        if (end < 0)
            return false;
        if (end < 2 || rest[end - 1] != '\r')
            RedisProtocolException.Throw("a line of the reply does not end in CR LF");

        var line = rest[1..(end - 1)];
        long size = end + 1;
        switch (rest[0])
        {
            case (byte)'+' or (byte)'-' or (byte)':' or (byte)',' or (byte)'#' or (byte)'_' or (byte)'(':
                _open--;
                break;
            case (byte)'$' or (byte)'=' or (byte)'!':
                _open--;
                var bytes = Length(line, nullable: rest[0] == '$', MaxString);
                if (bytes >= 0)
                    size += bytes + 2;
                break;
            case (byte)'*' or (byte)'~' or (byte)'>':
                _open += Math.Max(0, Length(line, nullable: rest[0] == '*', MaxOpen)) - 1;
                break;
            case (byte)'%':
                _open += 2 * Length(line, nullable: false, MaxOpen) - 1;
                break;
            case (byte)'|':
                // Attributes stand before the element they describe, which is still to come.
                _open += 2 * Length(line, nullable: false, MaxOpen);
                break;
            default:
                RedisProtocolException.Throw($"no reply starts with byte {rest[0]}");
                break;
        }
        if (_open > MaxOpen || _position + size > MaxReply)
            RedisProtocolException.Throw("the reply is too large");
        _position += (int)size;
        return true;
    }

    /// <summary>A length in a header; −1 for null where that is allowed.</summary>
    internal static long Length(ReadOnlySpan<byte> line, bool nullable, long most)
    {
        if (!Utf8Parser.TryParse(line, out long length, out var used) || used != line.Length || length > most || length < (nullable ? -1 : 0))
            RedisProtocolException.Throw("a length in the reply is not one");
        return length;
    }
}
