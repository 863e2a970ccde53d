using System.Buffers;

namespace Seawall.Gate.Portable;

/// <summary>What is to be written to one stream, in the order it was decided, whoever decides and whoever writes; added to under the ledger's lock, written without it.</summary>
internal sealed class OutgoingBytes(Stream stream, Lock ledgerLock) : IDisposable
{
    private const int Kept = 64 * 1024;

    private readonly SemaphoreSlim _turn = new(1);
    private ArrayBufferWriter<byte> _pending = new();
    private ArrayBufferWriter<byte> _sending = new();

    public void Add(ReadOnlySpan<byte> bytes) => _pending.Write(bytes);

    /// <summary>Writes all that was added before the call, and maybe more.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (TakePending())
            {
                await stream.WriteAsync(_sending.WrittenMemory, cancellationToken).ConfigureAwait(false);
                if (_sending.Capacity > Kept)
                    _sending = new ArrayBufferWriter<byte>();
                else
                    _sending.ResetWrittenCount();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private bool TakePending()
    {
        lock (ledgerLock)
        {
            if (_pending.WrittenCount == 0)
                return false;
            (_pending, _sending) = (_sending, _pending);
            return true;
        }
    }
}
