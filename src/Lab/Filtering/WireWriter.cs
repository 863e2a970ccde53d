using System.Buffers.Binary;

namespace Seawall.Lab.Filtering;

/// <summary>Puts a step's protocol bytes together.</summary>
internal sealed class WireWriter
{
    private static readonly byte[] _sync = [(byte)'S', 0, 0, 0, 4];

    private byte[] _bytes = new byte[4096];
    private int _filled;

    public void Clear() => _filled = 0;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_filled + bytes.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _filled + bytes.Length));
        }

        bytes.CopyTo(_bytes.AsSpan(_filled));
        _filled += bytes.Length;
    }

    /// <summary>The statement's messages with another text in the first of them.</summary>
    public void Add(ReadOnlySpan<byte> messages, bool isExtended, ReadOnlySpan<byte> text)
    {
        int length = BinaryPrimitives.ReadInt32BigEndian(messages[1..]) + 1;
        int textAt = isExtended ? 6 : 5;
        ReadOnlySpan<byte> behind = messages[textAt..length];
        behind = behind[behind.IndexOf((byte)0)..];
        Span<byte> head = [messages[0], 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(head[1..], textAt - 1 + text.Length + behind.Length);
        Add(head[..textAt]);
        Add(text);
        Add(behind);
        Add(messages[length..]);
    }

    /// <summary>The whole, with a Sync when it ends in the extended protocol.</summary>
    public ReadOnlySpan<byte> End(bool endsExtended)
    {
        if (endsExtended)
        {
            Add(_sync);
        }

        return _bytes.AsSpan(0, _filled);
    }
}
