using System.Buffers.Text;
using System.Text;

namespace Seawall.Redis.Resp;

/// <summary>
/// Walks the elements of a complete reply, headers and values in the order of the wire; attributes are passed over.
/// Whatever the bytes are, it ends, and throws nothing but <see cref="RedisProtocolException"/>.
/// </summary>
public ref struct RespReader(ReadOnlySpan<byte> reply)
{
    private ReadOnlySpan<byte> _rest = reply;

    /// <summary>What the current element is.</summary>
    public RespKind Kind { get; private set; }

    /// <summary>The bytes of a value; empty for aggregates and null.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The elements that follow as parts of an aggregate, keys and values counted apart; 0 for values.</summary>
    public int Count { get; private set; }

    /// <summary>Whether every byte has been read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>The number that an integer element holds.</summary>
    public readonly long Integer
    {
        get
        {
            if (Kind != RespKind.Integer || !Utf8Parser.TryParse(Bytes, out long value, out var used) || used != Bytes.Length)
            {
                Unexpected("an integer");
                return 0;
            }
            return value;
        }
    }

    /// <summary>Moves to the next element.</summary>
    public void Next()
    {
        // Parts of attributes still to pass; they may have attributes of their own.
        long passing = 0;
        while (true)
        {
            var isAttribute = Element();
            if (!isAttribute && passing == 0)
                return;
            passing += isAttribute ? Count : Count - 1;
        }
    }

    /// <summary>Moves past <paramref name="elements"/> whole elements, their parts included.</summary>
    public void Skip(int elements)
    {
        for (long open = elements; open > 0; open--)
        {
            Next();
            open += Count;
        }
    }

    /// <summary>The text of a value.</summary>
    public readonly string Text() => Encoding.UTF8.GetString(Bytes);

    /// <summary>Says that the element is not what the command answers.</summary>
    public readonly void Unexpected(string expected) =>
        RedisProtocolException.Throw(Kind == RespKind.Error ? Text() : $"the reply should have been {expected} but was {Kind}");

    /// <summary>Reads one header, and the value behind it; true when it is an attribute's.</summary>
    private bool Element()
    {
        var type = _rest.IsEmpty ? (byte)0 : _rest[0];
        var line = Line();
        switch (type)
        {
            case (byte)'+':
                Value(RespKind.Simple, line);
                break;
            case (byte)'-':
                Value(RespKind.Error, line);
                break;
            case (byte)':':
                Value(RespKind.Integer, line);
                break;
            case (byte)',':
                Value(RespKind.Double, line);
                break;
            case (byte)'(':
                Value(RespKind.BigNumber, line);
                break;
            case (byte)'#':
                if (line is not ([(byte)'t'] or [(byte)'f']))
                    RedisProtocolException.Throw("a boolean in the reply is neither t nor f");
                Value(RespKind.Boolean, line);
                break;
            case (byte)'_':
                Value(RespKind.Null, []);
                break;
            case (byte)'$':
                String(RespKind.Bulk, line);
                break;
            case (byte)'=':
                String(RespKind.Verbatim, line);
                break;
            case (byte)'!':
                String(RespKind.Error, line);
                break;
            case (byte)'*':
                Aggregate(RespKind.Array, line, 1);
                break;
            case (byte)'~':
                Aggregate(RespKind.Set, line, 1);
                break;
            case (byte)'>':
                Aggregate(RespKind.Push, line, 1);
                break;
            case (byte)'%' or (byte)'|':
                Aggregate(RespKind.Map, line, 2);
                break;
            default:
                RedisProtocolException.Throw($"no reply starts with byte {type}");
                break;
        }
        return type == '|';
    }

    private ReadOnlySpan<byte> Line()
    {
        var end = _rest.IndexOf((byte)'\n');
        if (end < 2 || _rest[end - 1] != '\r')
            RedisProtocolException.Throw("the reply ends too early");
        var line = _rest[1..(end - 1)];
        _rest = _rest[(end + 1)..];
        return line;
    }

    private void Value(RespKind kind, ReadOnlySpan<byte> bytes)
    {
        Kind = kind;
        Bytes = bytes;
        Count = 0;
    }

    private void String(RespKind kind, ReadOnlySpan<byte> line)
    {
        var length = (int)RespScanner.Length(line, kind == RespKind.Bulk, RespScanner.MaxString);
        if (length < 0)
        {
            Value(RespKind.Null, []);
            return;
        }
        if (_rest.Length < length + 2)
            RedisProtocolException.Throw("the reply ends too early");
        if (_rest[length] != '\r' || _rest[length + 1] != '\n')
            RedisProtocolException.Throw("a string of the reply does not end in CR LF");
        Value(kind, _rest[..length]);
        _rest = _rest[(length + 2)..];
    }

    private void Aggregate(RespKind kind, ReadOnlySpan<byte> line, int each)
    {
        var count = (int)RespScanner.Length(line, kind == RespKind.Array, 1 << 24);
        Kind = count < 0 ? RespKind.Null : kind;
        Bytes = [];
        Count = Math.Max(0, count) * each;
    }
}
