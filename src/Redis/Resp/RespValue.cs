using System.Text;

namespace Seawall.Redis.Resp;

/// <summary>A reply of any shape, as a tree. Errors inside an aggregate stay values; an error as the whole reply is thrown instead.</summary>
public sealed class RespValue
{
    private const int MaxDepth = 64;

    private RespValue(RespKind kind) => Kind = kind;

    /// <summary>What it is.</summary>
    public RespKind Kind { get; }

    /// <summary>The bytes of a value; empty for aggregates and null.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private init; }

    /// <summary>The number of an integer; 0 otherwise.</summary>
    public long Integer { get; private init; }

    /// <summary>The parts of an aggregate; a map's keys and values by turns.</summary>
    public IReadOnlyList<RespValue> Items { get; private init; } = [];

    /// <summary>Whether it is nothing.</summary>
    public bool IsNull => Kind == RespKind.Null;

    /// <summary>The bytes as UTF-8 text; null for null.</summary>
    public override string? ToString() => IsNull ? null : Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>Reads the next element and its parts.</summary>
    public static RespValue Read(ref RespReader reader) => Read(ref reader, 0);

    private static RespValue Read(ref RespReader reader, int depth)
    {
        if (depth > MaxDepth)
            RedisProtocolException.Throw($"the reply is more than {MaxDepth} levels deep");
        reader.Next();
        var kind = reader.Kind;
        switch (kind)
        {
            case RespKind.Array or RespKind.Map or RespKind.Set or RespKind.Push:
                var count = reader.Count;
                // The count is the sender's word: room grows with what really comes.
                List<RespValue> items = new(Math.Min(count, 1024));
                for (var i = 0; i < count; i++)
                    items.Add(Read(ref reader, depth + 1));
                return new RespValue(kind) { Items = items };
            case RespKind.Integer:
                return new RespValue(kind) { Integer = reader.Integer, Bytes = reader.Bytes.ToArray() };
            default:
                return new RespValue(kind) { Bytes = reader.Bytes.ToArray() };
        }
    }
}
