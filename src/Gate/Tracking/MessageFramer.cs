using System.Buffers;
using System.Buffers.Binary;

namespace Seawall.Gate.Tracking;

/// <summary>What takes the messages of one direction.</summary>
internal interface IMessageSink
{
    /// <summary>How many bytes of such a message's content are looked at; 0 when its type says all.</summary>
    int Wanted(byte type);

    /// <summary>A message has arrived in full; the content is cut at what was wanted when the message came in pieces.</summary>
    void OnMessage(byte type, ReadOnlySpan<byte> content, int contentLength);
}

/// <summary>
/// Finds the typed messages (1 byte type, int32 length that counts itself) in a stream that arrives cut anywhere.
/// A message that lies whole in the bytes at hand is not copied; of others only what the sink wants is held.
/// </summary>
internal struct MessageFramer
{
    private const int HeaderLength = 5;
    private const int FirstHold = 1024;

    private ulong _header;
    private int _headerLength;
    private byte _type;
    private int _contentLength;
    private int _received;
    private int _wanted;
    private int _heldLength;
    private byte[]? _held;

    /// <summary>Whether a length made no sense: the rest of the stream is not looked at.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Whether the last byte seen ended a message.</summary>
    public readonly bool AtBoundary => _headerLength == 0;

    public void Feed<TSink>(ReadOnlySpan<byte> bytes, TSink sink)
        where TSink : class, IMessageSink
    {
        while (!bytes.IsEmpty && !IsLost)
            bytes = bytes[Next(bytes, sink)..];
    }

    /// <summary>Takes bytes up to the end of one message at most and says how many; at least one, unless there are none or the stream is lost.</summary>
    public int Next<TSink>(ReadOnlySpan<byte> bytes, TSink sink)
        where TSink : class, IMessageSink
    {
        if (IsLost)
            return bytes.Length;
        if (_headerLength == 0 && bytes.Length >= HeaderLength)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(bytes[1..]) - 4;
            if (length >= 0 && length <= bytes.Length - HeaderLength)
            {
                sink.OnMessage(bytes[0], bytes.Slice(HeaderLength, length), length);
                return HeaderLength + length;
            }
        }
        return Collect(bytes, sink);
    }

    /// <summary>Gives back what is held.</summary>
    public void Release()
    {
        if (_held is null)
            return;
        ArrayPool<byte>.Shared.Return(_held);
        _held = null;
        _heldLength = 0;
    }

    private int Collect<TSink>(ReadOnlySpan<byte> bytes, TSink sink)
        where TSink : class, IMessageSink
    {
        int used = 0;
        if (_headerLength < HeaderLength)
        {
            used = Math.Min(HeaderLength - _headerLength, bytes.Length);
            foreach (byte next in bytes[..used])
                _header = _header << 8 | next;
            _headerLength += used;
            if (_headerLength < HeaderLength)
                return used;
            StartContent(sink);
            if (IsLost)
                return used;
        }
        int take = Math.Min(_contentLength - _received, bytes.Length - used);
        Hold(bytes.Slice(used, Math.Min(take, Math.Max(0, _wanted - _received))));
        _received += take;
        if (_received == _contentLength)
        {
            _headerLength = 0;
            sink.OnMessage(_type, _held.AsSpan(0, _heldLength), _contentLength);
            Release();
        }
        return used + take;
    }

    private void StartContent<TSink>(TSink sink)
        where TSink : class, IMessageSink
    {
        _type = (byte)(_header >> 32);
        _contentLength = (int)(uint)_header - 4;
        _received = 0;
        _heldLength = 0;
        IsLost = _contentLength < 0;
        _wanted = IsLost ? 0 : Math.Min(sink.Wanted(_type), _contentLength);
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        int needed = _heldLength + bytes.Length;
        if (_held is null || _held.Length < needed)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(_wanted, Math.Max(needed, Math.Max(FirstHold, _heldLength * 2))));
            _held.AsSpan(0, _heldLength).CopyTo(larger);
            int kept = _heldLength;
            Release();
            _held = larger;
            _heldLength = kept;
        }
        bytes.CopyTo(_held.AsSpan(_heldLength));
        _heldLength = needed;
    }
}
