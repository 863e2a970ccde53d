using System.Buffers;

namespace Seawall.Redis.Resp;

/// <summary>Bytes read from a server, cut into whole replies; each lies in one piece until the next read.</summary>
internal sealed class ReplyBuffer : IDisposable
{
    private const int Usual = 64 << 10;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Usual);
    private RespScanner _scanner = new();
    private int _start;
    private int _end;

    /// <summary>Reads what there is; false at the end of the stream.</summary>
    public async ValueTask<bool> ReadAsync(Stream stream, CancellationToken ct)
    {
        MakeRoom();
        var count = await stream.ReadAsync(_bytes.AsMemory(_end), ct).ConfigureAwait(false);
        _end += count;
        return count > 0;
    }

    /// <summary>The next whole reply, if it has arrived.</summary>
    public bool TryTake(out ReadOnlySpan<byte> reply)
    {
        if (!_scanner.TryScan(_bytes.AsSpan(_start, _end - _start), out var length))
        {
            reply = default;
            return false;
        }
        reply = _bytes.AsSpan(_start, length);
        _start += length;
        return true;
    }

    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        _start = _end = 0;
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    private void MakeRoom()
    {
        var held = _end - _start;
        if (held == 0)
            _start = _end = 0;
        // Room for the rest of a large reply, but never on the server's word alone: at most four times what has come.
        var size = held == 0 ? Usual : Math.Max(Math.Min(_scanner.Needed, 4 * held), held >= _bytes.Length / 2 ? 2 * held : Usual);
        if (size > _bytes.Length || (held == 0 && _bytes.Length > 16 * Usual))
        {
            var bytes = ArrayPool<byte>.Shared.Rent(size);
            _bytes.AsSpan(_start, held).CopyTo(bytes);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = bytes;
        }
        else if (_start > 0 && _bytes.Length - _end < Usual / 4)
        {
            _bytes.AsSpan(_start, held).CopyTo(_bytes);
        }
        else
        {
            return;
        }
        _start = 0;
        _end = held;
    }
}
