namespace Seawall.Transport;

/// <summary>Pinned blocks of one loop for bytes that have to wait; an idle connection holds none.</summary>
public sealed class BlockPool
{
    /// <summary>Bytes in a block.</summary>
    public const int BlockSize = 16 * 1024;

    private const int Kept = 256;
    private readonly Stack<byte[]> _blocks = new(Kept);

    /// <summary>Blocks given out and not yet returned.</summary>
    public int Rented { get; private set; }

    /// <summary>A block of <see cref="BlockSize"/> bytes, its content undefined.</summary>
    public byte[] Rent()
    {
        Rented++;
        return _blocks.TryPop(out byte[]? block) ? block : GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);
    }

    /// <summary>Takes a block back; beyond 256 kept blocks (4 MB) the rest is left to the collector.</summary>
    public void Return(byte[] block)
    {
        Rented--;
        if (_blocks.Count < Kept)
            _blocks.Push(block);
    }
}
