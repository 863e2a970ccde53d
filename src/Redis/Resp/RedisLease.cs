using System.Buffers;

namespace Seawall.Redis;

/// <summary>A value in rented memory; dispose it once, after the last look at its bytes. <see cref="IsNull"/> when the server had none.</summary>
public readonly struct RedisLease : IDisposable
{
    private readonly byte[]? _rented;
    private readonly int _length;

    private RedisLease(byte[] rented, int length)
    {
        _rented = rented;
        _length = length;
    }

    /// <summary>Whether there is no value.</summary>
    public bool IsNull => _rented is null;

    /// <summary>The value's bytes.</summary>
    public ReadOnlySpan<byte> Span => _rented.AsSpan(0, _length);

    public void Dispose()
    {
        if (_rented is { Length: > 0 })
            ArrayPool<byte>.Shared.Return(_rented);
    }

    internal static RedisLease Of(ReadOnlySpan<byte> bytes)
    {
        var rented = bytes.IsEmpty ? [] : ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(rented);
        return new RedisLease(rented, bytes.Length);
    }
}
