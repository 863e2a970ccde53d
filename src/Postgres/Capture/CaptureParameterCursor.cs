using System.Buffers.Binary;
using Seawall.Postgres.Protocol;

namespace Seawall.Postgres.Capture;

/// <summary>Walks over the bound values of a captured statement.</summary>
public ref struct CaptureParameterCursor(int count, ReadOnlySpan<byte> types, ReadOnlySpan<byte> formats, ReadOnlySpan<byte> values)
{
    private readonly ReadOnlySpan<byte> _types = types;
    private readonly ReadOnlySpan<byte> _formats = formats;
    private ValueCursor _values = new(count, values);
    private int _index = -1;

    /// <summary>The type's oid, 0 if unknown.</summary>
    public readonly uint Type =>
        (_index + 1) * sizeof(int) <= _types.Length ? BinaryPrimitives.ReadUInt32BigEndian(_types[(_index * sizeof(int))..]) : 0;

    /// <summary>0 text, 1 binary.</summary>
    public readonly short Format
    {
        get
        {
            int at = _formats.Length == sizeof(short) ? 0 : _index * sizeof(short);
            return at + sizeof(short) <= _formats.Length ? BinaryPrimitives.ReadInt16BigEndian(_formats[at..]) : (short)0;
        }
    }

    /// <summary>The next value; its type and format are in <see cref="Type"/> and <see cref="Format"/>.</summary>
    public bool Next(out ReadOnlySpan<byte> value, out bool isNull)
    {
        _index++;
        return _values.Next(out value, out isNull);
    }
}
