using System.Text;

namespace Seawall.Redis.Tests.Resp;

/// <summary>Replies made by chance, and as the wire has them.</summary>
internal static class RespSample
{
    private static readonly Encoding _latin = Encoding.Latin1;

    /// <summary>Writes a value of any shape, with attributes here and there, and returns how the tree of it reads.</summary>
    public static string Write(Random random, StringBuilder wire, int depth = 0)
    {
        if (random.Next(12) == 0)
        {
            wire.Append("|1\r\n");
            Write(random, wire, depth + 1);
            Write(random, wire, depth + 1);
        }
        var size = random.Next(5);
        switch (random.Next(depth > 4 ? 11 : 15))
        {
            case 0:
                return Line(wire, '+', "OK", "Simple:OK");
            case 1:
                return Line(wire, '-', "ERR no", "Error:ERR no");
            case 2:
                var number = random.NextInt64(long.MinValue, long.MaxValue);
                return Line(wire, ':', $"{number}", $"Integer:{number}");
            case 3:
                return Line(wire, ',', "1.5e3", "Double:1.5e3");
            case 4:
                return Line(wire, '(', "-123456789012345678901", "BigNumber:-123456789012345678901");
            case 5:
                return Line(wire, '#', "t", "Boolean:t");
            case 6:
                return Line(wire, '_', "", "Null:");
            case 7:
                return random.Next(2) == 0 ? Line(wire, '$', "-1", "Null:") : Line(wire, '*', "-1", "Null:");
            case 8:
                return String(random, wire, '=', "Verbatim", "txt:");
            case 9:
                return String(random, wire, '!', "Error", "ERR ");
            case 10:
                return String(random, wire, '$', "Bulk", "");
            case 11:
                return Aggregate(random, wire, '*', "Array", size, size, depth);
            case 12:
                return Aggregate(random, wire, '~', "Set", size, size, depth);
            case 13:
                return Aggregate(random, wire, '>', "Push", size, size, depth);
            default:
                return Aggregate(random, wire, '%', "Map", size, 2 * size, depth);
        }
    }

    public static byte[] Bytes(StringBuilder wire) => _latin.GetBytes(wire.ToString());

    /// <summary>A tree as <see cref="Write"/> says it.</summary>
    public static string Show(Redis.Resp.RespValue value) => value.Kind switch
    {
        RespKind.Array or RespKind.Set or RespKind.Push or RespKind.Map => $"{value.Kind}[{string.Join(' ', value.Items.Select(Show))}]",
        RespKind.Integer => $"{value.Kind}:{value.Integer}",
        _ => $"{value.Kind}:{_latin.GetString(value.Bytes.Span)}",
    };

    private static string Line(StringBuilder wire, char type, string text, string shown)
    {
        wire.Append(type).Append(text).Append("\r\n");
        return shown;
    }

    private static string String(Random random, StringBuilder wire, char type, string kind, string start)
    {
        // Line ends and type bytes inside strings are no frames.
        var bytes = new byte[random.Next(40)];
        random.NextBytes(bytes);
        var text = start + (random.Next(2) == 0 ? _latin.GetString(bytes) : "\r\n$5\r\n*3\r\n");
        wire.Append(type).Append(text.Length).Append("\r\n").Append(text).Append("\r\n");
        return $"{kind}:{text}";
    }

    private static string Aggregate(Random random, StringBuilder wire, char type, string kind, int count, int elements, int depth)
    {
        wire.Append(type).Append(count).Append("\r\n");
        return $"{kind}[{string.Join(' ', Enumerable.Range(0, elements).Select(_ => Write(random, wire, depth + 1)).ToArray())}]";
    }
}
