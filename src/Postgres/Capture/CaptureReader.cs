using System.Buffers.Binary;
using System.IO.Compression;

namespace Seawall.Postgres.Capture;

/// <summary>
/// Reads a capture file record by record from plain or gzip-compressed bytes. Every byte is accounted for:
/// <see cref="BytesRead"/> = head + <see cref="RecordBytes"/> + <see cref="BytesSkipped"/> at the end. A file cut off while it was written gives
/// all its whole records; a damaged record is skipped alone when its length still leads to the next one.
/// </summary>
public sealed class CaptureReader : IDisposable
{
    private readonly Stream _input;
    private byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;
    private bool _inputEnded;

    private CaptureReader(Stream input) => _input = input;

    /// <summary>The head of the file.</summary>
    public CaptureHeader Header { get; private set; } = new();

    /// <summary>Bytes taken from the file, decompressed.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Bytes of the head.</summary>
    public long HeaderBytes { get; private set; }

    /// <summary>Bytes of the records given out.</summary>
    public long RecordBytes { get; private set; }

    /// <summary>Bytes that belong to no whole, sound record.</summary>
    public long BytesSkipped { get; private set; }

    /// <summary>Records given out.</summary>
    public long Records { get; private set; }

    /// <summary>Records whose check did not hold.</summary>
    public long DamagedRecords { get; private set; }

    /// <summary>True once the file turned out to end inside a record or its compression.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Opens a file.</summary>
    public static CaptureReader Open(string path) =>
        Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan));

    /// <summary>Opens a stream, which the reader then owns. Throws <see cref="InvalidDataException"/> if it holds no capture.</summary>
    public static CaptureReader Open(Stream input)
    {
        Span<byte> first = stackalloc byte[2];
        int got = input.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        Stream whole = new PrefixedStream(first[..got].ToArray(), input);
        bool gzip = got == 2 && first[0] == 0x1F && first[1] == 0x8B;
        var reader = new CaptureReader(gzip ? new GZipStream(whole, CompressionMode.Decompress) : whole);
        try
        {
            reader.ReadHeader();
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>The next record; false at the end of the file.</summary>
    public bool TryRead(out CaptureRecord record)
    {
        while (true)
        {
            record = default;
            if (!Fill(CaptureFormat.PrefixSize))
                return End();
            int length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_start));
            if (length is < CaptureFormat.FixedSize or > CaptureFormat.MaxPayload)
                return Lost();
            int size = CaptureFormat.PrefixSize + length;
            if (!Fill(size))
                return End();
            ReadOnlySpan<byte> raw = _buffer.AsSpan(_start, size);
            _start += size;
            if (CaptureRecord.TryParse(raw, out record))
            {
                RecordBytes += size;
                Records++;
                return true;
            }

            DamagedRecords++;
            BytesSkipped += size;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    private void ReadHeader()
    {
        int wanted = CaptureFormat.Magic.Length + 1;
        while (true)
        {
            if (!Fill(wanted))
                throw new InvalidDataException("This is no capture file: it ends before its head does.");
            ReadOnlySpan<byte> seen = _buffer.AsSpan(_start, _end - _start);
            if (!seen.StartsWith(CaptureFormat.Magic))
                throw new InvalidDataException("This is no capture file: it does not begin with SWCAP1.");
            int line = seen[CaptureFormat.Magic.Length..].IndexOf((byte)'\n');
            if (line >= 0)
            {
                Header = CaptureHeader.FromLine(seen.Slice(CaptureFormat.Magic.Length, line))
                    ?? throw new InvalidDataException("The head of this capture file is not JSON.");
                HeaderBytes = CaptureFormat.Magic.Length + line + 1;
                _start += (int)HeaderBytes;
                return;
            }

            if (seen.Length > 64 * 1024)
                throw new InvalidDataException("This is no capture file: its head has no end.");
            wanted = seen.Length + 1;
        }
    }

    private bool End()
    {
        BytesSkipped += _end - _start;
        IsTruncated |= _end > _start;
        _start = _end;
        return false;
    }

    // Without a length there is no way to the next record.
    private bool Lost()
    {
        DamagedRecords++;
        do
        {
            BytesSkipped += _end - _start;
            _start = _end;
        }
        while (Fill(1));
        return false;
    }

    private bool Fill(int count)
    {
        if (_end - _start >= count)
            return true;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        while (_end < count && !_inputEnded)
        {
            // Grown as bytes arrive, so that a damaged length can't ask for memory the file does not fill.
            if (_end == _buffer.Length)
                Array.Resize(ref _buffer, _buffer.Length * 2);
            int got = ReadInput(_buffer.AsSpan(_end));
            _inputEnded = got == 0;
            _end += got;
            BytesRead += got;
        }

        return _end >= count;
    }

    private int ReadInput(Span<byte> target)
    {
        try
        {
            return _input.Read(target);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            IsTruncated = true;
            return 0;
        }
    }
}
