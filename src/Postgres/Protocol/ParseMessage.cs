using System.Buffers.Binary;

namespace Seawall.Postgres.Protocol;

/// <summary>Parse: `P` z(name) z(sql) h(n) i(type oid)…; oid 0 leaves the type to the server.</summary>
public readonly ref struct ParseMessage
{
    private readonly ReadOnlySpan<byte> _types;

    private ParseMessage(ReadOnlySpan<byte> name, ReadOnlySpan<byte> sql, int typeCount, ReadOnlySpan<byte> types)
    {
        Name = name;
        Sql = sql;
        TypeCount = typeCount;
        _types = types;
    }

    /// <summary>The statement's name; empty for the unnamed one.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The text of one statement.</summary>
    public ReadOnlySpan<byte> Sql { get; }

    /// <summary>How many parameter types are given.</summary>
    public int TypeCount { get; }

    /// <summary>The parameter type oids as sent, big-endian.</summary>
    public ReadOnlySpan<byte> Types => _types;

    /// <summary>The type of a parameter; 0 where none is given.</summary>
    public uint Type(int index) => (uint)index < (uint)TypeCount ? BinaryPrimitives.ReadUInt32BigEndian(_types[(index * sizeof(int))..]) : 0;

    /// <summary>Reads the body.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out ParseMessage message)
    {
        message = default;
        var reader = new MessageReader(body);
        if (!reader.TryText(out ReadOnlySpan<byte> name) || !reader.TryText(out ReadOnlySpan<byte> sql)
            || !reader.TryItems(sizeof(int), out int count, out ReadOnlySpan<byte> types) || !reader.AtEnd)
            return false;
        message = new ParseMessage(name, sql, count, types);
        return true;
    }

    /// <summary>Writes the message.</summary>
    public static bool TryWrite(Span<byte> destination, ReadOnlySpan<byte> name, ReadOnlySpan<byte> sql, ReadOnlySpan<uint> types, out int written)
    {
        var writer = new MessageWriter(destination, FrontendType.Parse);
        writer.Text(name);
        writer.Text(sql);
        writer.Int16((short)types.Length);
        foreach (uint type in types)
            writer.Int32((int)type);
        return writer.TryEnd(out written);
    }
}
