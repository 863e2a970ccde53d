using System.Buffers.Binary;
using Seawall.Lab.Packing;

namespace Seawall.Lab.Filtering;

/// <summary>One unit's record in the making, as <see cref="LaneFormat"/> lays it out.</summary>
internal sealed class UnitRecord
{
    private byte[] _bytes = new byte[16 * 1024];
    private int _filled;

    /// <summary>Begins with the header of the unit it is made from.</summary>
    public void Begin(ReadOnlySpan<byte> header, ReadOnlySpan<int> dependsOn)
    {
        _filled = 0;
        Add(header[..LaneFormat.UnitHeaderLength]);
        foreach (int on in dependsOn)
        {
            AddInt32(on);
        }
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_filled + bytes.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _filled + bytes.Length));
        }

        bytes.CopyTo(_bytes.AsSpan(_filled));
        _filled += bytes.Length;
    }

    public void AddStep(ReadOnlySpan<byte> statements, int count, ReadOnlySpan<byte> wire)
    {
        AddInt32(wire.Length);
        AddInt32(count);
        Add(statements);
        Add(wire);
    }

    /// <summary>A simple query that is no statement of the log.</summary>
    public void AddBare(ReadOnlySpan<byte> sql)
    {
        AddInt32(sql.Length + 6);
        AddInt32(0);
        Span<byte> head = [(byte)'Q', 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(head[1..], sql.Length + 5);
        Add(head);
        Add(sql);
        Add([0]);
    }

    /// <summary>The finished record.</summary>
    public ReadOnlySpan<byte> End(int number, int order, UnitTraits traits, int steps, int dependencies)
    {
        Set(0, _filled);
        Set(4, number);
        Set(8, order);
        Set(28, (int)traits);
        Set(40, steps);
        Set(44, dependencies);
        return _bytes.AsSpan(0, _filled);
    }

    private void AddInt32(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        Add(bytes);
    }

    private void Set(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(at), value);
}
