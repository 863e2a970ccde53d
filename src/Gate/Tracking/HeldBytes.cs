namespace Seawall.Gate.Tracking;

/// <summary>A buffer that keeps its room between uses, unless it grew beyond what is worth keeping.</summary>
internal sealed class HeldBytes
{
    private const int Smallest = 256;
    private const int Kept = 8 * 1024;
    private byte[] _bytes = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public void Set(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length < bytes.Length)
            _bytes = GC.AllocateUninitializedArray<byte>(Math.Max(Smallest, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)bytes.Length)));
        bytes.CopyTo(_bytes);
        Length = bytes.Length;
    }

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > Kept)
            _bytes = [];
    }
}
