using System.Buffers.Binary;

namespace Seawall.Postgres.Protocol;

/// <summary>Reads the fields of a message body in order; every step says false rather than read past the end.</summary>
public ref struct MessageReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    /// <summary>What was not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>True when every byte was read.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Reads one byte.</summary>
    public bool TryByte(out byte value)
    {
        value = 0;
        if (_rest.IsEmpty)
            return false;
        value = _rest[0];
        _rest = _rest[1..];
        return true;
    }

    /// <summary>Reads a big-endian int16.</summary>
    public bool TryInt16(out short value)
    {
        if (!BinaryPrimitives.TryReadInt16BigEndian(_rest, out value))
            return false;
        _rest = _rest[sizeof(short)..];
        return true;
    }

    /// <summary>Reads a big-endian int32.</summary>
    public bool TryInt32(out int value)
    {
        if (!BinaryPrimitives.TryReadInt32BigEndian(_rest, out value))
            return false;
        _rest = _rest[sizeof(int)..];
        return true;
    }

    /// <summary>Reads `count` bytes.</summary>
    public bool TryBytes(int count, out ReadOnlySpan<byte> value)
    {
        value = default;
        if ((uint)count > (uint)_rest.Length)
            return false;
        value = _rest[..count];
        _rest = _rest[count..];
        return true;
    }

    /// <summary>Reads up to a NUL, which is not part of the value.</summary>
    public bool TryText(out ReadOnlySpan<byte> value)
    {
        value = default;
        int end = _rest.IndexOf((byte)0);
        if (end < 0)
            return false;
        value = _rest[..end];
        _rest = _rest[(end + 1)..];
        return true;
    }

    /// <summary>Reads a count (int16, unsigned) and that many items of `size` bytes.</summary>
    public bool TryItems(int size, out int count, out ReadOnlySpan<byte> items)
    {
        items = default;
        count = 0;
        if (!TryInt16(out short signed))
            return false;
        count = (ushort)signed;
        return TryBytes(count * size, out items);
    }

    /// <summary>Reads a count (int16, unsigned) and that many values of int32 length (-1 for NULL) and bytes.</summary>
    public bool TryValues(out int count, out ReadOnlySpan<byte> values)
    {
        values = default;
        count = 0;
        if (!TryInt16(out short signed))
            return false;
        count = (ushort)signed;
        ReadOnlySpan<byte> start = _rest;
        for (int i = 0; i < count; i++)
        {
            if (!TryValue(out _, out _))
                return false;
        }

        values = start[..(start.Length - _rest.Length)];
        return true;
    }

    /// <summary>Reads one value of int32 length (-1 for NULL) and bytes.</summary>
    public bool TryValue(out ReadOnlySpan<byte> value, out bool isNull)
    {
        value = default;
        isNull = false;
        if (!TryInt32(out int length))
            return false;
        isNull = length == -1;
        return isNull || TryBytes(length, out value);
    }
}
