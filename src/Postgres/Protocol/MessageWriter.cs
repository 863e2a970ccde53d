using System.Buffers.Binary;

namespace Seawall.Postgres.Protocol;

/// <summary>Writes one message into a span. What does not fit makes <see cref="TryEnd"/> say false; nothing is ever half sent.</summary>
public ref struct MessageWriter
{
    private readonly Span<byte> _destination;
    private readonly int _lengthAt;
    private int _at;
    private bool _full;

    /// <summary>Begins a message of this type.</summary>
    public MessageWriter(Span<byte> destination, byte type)
    {
        _destination = destination;
        _lengthAt = 1;
        Byte(type);
        Int32(0);
    }

    /// <summary>Begins a message without a type, as the first one of a connection is.</summary>
    public MessageWriter(Span<byte> destination)
    {
        _destination = destination;
        Int32(0);
    }

    /// <summary>Writes one byte.</summary>
    public void Byte(byte value)
    {
        if (_at >= _destination.Length)
            _full = true;
        else
            _destination[_at++] = value;
    }

    /// <summary>Writes a big-endian int16.</summary>
    public void Int16(short value)
    {
        if (_full || !BinaryPrimitives.TryWriteInt16BigEndian(_destination[_at..], value))
            _full = true;
        else
            _at += sizeof(short);
    }

    /// <summary>Writes a big-endian int32.</summary>
    public void Int32(int value)
    {
        if (_full || !BinaryPrimitives.TryWriteInt32BigEndian(_destination[_at..], value))
            _full = true;
        else
            _at += sizeof(int);
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        if (_full || !value.TryCopyTo(_destination[_at..]))
            _full = true;
        else
            _at += value.Length;
    }

    /// <summary>Writes text and its NUL. Text that holds a NUL itself can't be sent: the message fails.</summary>
    public void Text(ReadOnlySpan<byte> value)
    {
        _full |= value.IndexOf((byte)0) >= 0;
        Bytes(value);
        Byte(0);
    }

    /// <summary>Writes a value with its int32 length.</summary>
    public void Value(ReadOnlySpan<byte> value)
    {
        Int32(value.Length);
        Bytes(value);
    }

    /// <summary>Writes NULL.</summary>
    public void Null() => Int32(-1);

    /// <summary>Writes the length in; false, and nothing written, if the message did not fit.</summary>
    public readonly bool TryEnd(out int written)
    {
        written = 0;
        if (_full)
            return false;
        BinaryPrimitives.WriteInt32BigEndian(_destination[_lengthAt..], _at - _lengthAt);
        written = _at;
        return true;
    }
}
