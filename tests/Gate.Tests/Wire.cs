using System.Buffers.Binary;
using System.Text;

namespace Seawall.Gate.Tests;

/// <summary>Client messages as bytes, after the PostgreSQL manual, "Message Formats".</summary>
internal static class Wire
{
    public static readonly byte[] Sync = Message('S');
    public static readonly byte[] Flush = Message('H');
    public static readonly byte[] Terminate = Message('X');
    public static readonly byte[] CopyDone = Message('c');

    public static byte[] Query(string sql) => Message('Q', Text(sql));

    public static byte[] Parse(string name, string sql, params int[] types) =>
        Message('P', Text(name), Text(sql), Int16(types.Length), Join([.. types.Select(Int32)]));

    public static byte[] Bind(string portal, string statement, params string?[] values) =>
        Message('B', Text(portal), Text(statement), Int16(0), Int16(values.Length), Join([.. values.Select(Value)]), Int16(0));

    public static byte[] DescribeStatement(string name) => Message('D', "S"u8.ToArray(), Text(name));

    public static byte[] DescribePortal(string name) => Message('D', "P"u8.ToArray(), Text(name));

    public static byte[] CloseStatement(string name) => Message('C', "S"u8.ToArray(), Text(name));

    public static byte[] ClosePortal(string name) => Message('C', "P"u8.ToArray(), Text(name));

    public static byte[] Execute(string portal, int maxRows = 0) => Message('E', Text(portal), Int32(maxRows));

    public static byte[] CopyData(string data) => Message('d', Encoding.UTF8.GetBytes(data));

    public static byte[] CopyFail(string reason) => Message('f', Text(reason));

    public static byte[] FunctionCall(int oid, params string?[] arguments) =>
        Message('F', Int32(oid), Int16(0), Int16(arguments.Length), Join([.. arguments.Select(Value)]), Int16(0));

    public static byte[] Startup(params (string Name, string Value)[] parameters) =>
        Untyped(196608, [.. parameters.SelectMany(p => new[] { Text(p.Name), Text(p.Value) }), [0]]);

    public static byte[] Cancel(byte[] key) => Untyped(80877102, key);

    public static byte[] Untyped(int code, params byte[][] parts)
    {
        byte[] content = Join(parts);
        return Join(Int32(8 + content.Length), Int32(code), content);
    }

    public static byte[] Message(char type, params byte[][] parts)
    {
        byte[] content = Join(parts);
        return Join([(byte)type], Int32(4 + content.Length), content);
    }

    public static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    public static byte[] Int16(int value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteInt16BigEndian(bytes, (short)value);
        return bytes;
    }

    public static byte[] Int32(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(p => p)];

    private static byte[] Value(string? text)
    {
        if (text is null)
            return Int32(-1);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return Join(Int32(bytes.Length), bytes);
    }
}
