namespace Seawall.Transport;

/// <summary>Bytes the kernel would not take yet, in blocks of the loop's pool.</summary>
internal sealed class OutputQueue(BlockPool pool)
{
    // Most connections never hold a byte back.
    private byte[][] _blocks = [];
    private int _first;
    private int _blockCount;
    private int _headOffset;
    private int _tailLength;

    public long Length { get; private set; }

    public bool IsEmpty => Length == 0;

    /// <summary>The oldest bytes that lie together; empty when the queue is.</summary>
    public ReadOnlySpan<byte> Head
    {
        get
        {
            if (_blockCount == 0)
                return default;
            int end = _blockCount == 1 ? _tailLength : BlockPool.BlockSize;
            return _blocks[_first].AsSpan(_headOffset, end - _headOffset);
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        while (!bytes.IsEmpty)
        {
            if (_blockCount == 0 || _tailLength == BlockPool.BlockSize)
                AddBlock();
            byte[] tail = _blocks[(_first + _blockCount - 1) & (_blocks.Length - 1)];
            int count = Math.Min(bytes.Length, BlockPool.BlockSize - _tailLength);
            bytes[..count].CopyTo(tail.AsSpan(_tailLength));
            _tailLength += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>Forgets bytes of <see cref="Head"/> that were sent.</summary>
    public void Consume(int count)
    {
        Length -= count;
        _headOffset += count;
        int end = _blockCount == 1 ? _tailLength : BlockPool.BlockSize;
        if (_headOffset == end)
            ReturnHead();
    }

    public void Clear()
    {
        while (_blockCount > 0)
            ReturnHead();
        Length = 0;
    }

    private void AddBlock()
    {
        if (_blockCount == _blocks.Length)
        {
            byte[][] larger = new byte[Math.Max(4, _blocks.Length * 2)][];
            for (int i = 0; i < _blockCount; i++)
                larger[i] = _blocks[(_first + i) & (_blocks.Length - 1)];
            _blocks = larger;
            _first = 0;
        }
        _blocks[(_first + _blockCount++) & (_blocks.Length - 1)] = pool.Rent();
        _tailLength = 0;
    }

    private void ReturnHead()
    {
        pool.Return(_blocks[_first]);
        _blocks[_first] = null!;
        _first = (_first + 1) & (_blocks.Length - 1);
        _blockCount--;
        _headOffset = 0;
    }
}
