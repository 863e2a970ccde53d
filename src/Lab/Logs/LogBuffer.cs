namespace Seawall.Lab.Logs;

/// <summary>A window over an input that is read once: grows to hold the longest record, counts what it reads and what is given up on.</summary>
internal sealed class LogBuffer(Stream input, int size, InputTally tally) : IDisposable
{
    /// <summary>A record longer than this is taken for damage.</summary>
    public const int LongestRecord = 256 << 20;

    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(size);
    private int _start;
    private int _filled;
    private bool _lost;

    /// <summary>What was read and not yet taken; valid until the next <see cref="Fill"/>.</summary>
    public ReadOnlySpan<byte> Rest => _buffer.AsSpan(_start, _filled - _start);

    public bool AtEnd { get; private set; }

    /// <summary>The record at the front was sound.</summary>
    public void Take(int length)
    {
        _start += length;
        _lost = false;
    }

    /// <summary>Gives up on the line at the front: the next line that opens like a record is tried next.</summary>
    public void SkipLine(LogScan why)
    {
        if (!_lost)
        {
            _lost = true;
            tally.Breaks++;
        }

        ReadOnlySpan<byte> rest = Rest;
        int line = rest.IndexOf((byte)'\n');
        int skip = line < 0 ? rest.Length : line + 1;
        tally.Skip(why, skip);
        _start += skip;
    }

    /// <summary>Reads more behind what is there; false when nothing more comes.</summary>
    public bool Fill()
    {
        if (_start > 0)
        {
            Rest.CopyTo(_buffer);
            _filled -= _start;
            _start = 0;
        }

        if (_filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = 0;
        try
        {
            read = input.Read(_buffer, _filled, _buffer.Length - _filled);
        }
        catch (InvalidDataException)
        {
            // A gzip file cut off or damaged: what was unpacked before counts, the rest cannot be known.
            tally.Breaks++;
        }

        _filled += read;
        tally.BytesRead += read;
        AtEnd = read == 0;
        return read > 0;
    }

    public void Dispose() => input.Dispose();
}
