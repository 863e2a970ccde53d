using System.Text;

namespace Seawall.Lab.Http;

/// <summary>How far a response has come.</summary>
internal enum ResponseState : byte
{
    /// <summary>More bytes are needed.</summary>
    Partial,

    /// <summary>The response has ended; what follows in the input belongs to nobody.</summary>
    Complete,

    /// <summary>This is no HTTP/1 response; the connection is of no further use.</summary>
    Broken,
}

/// <summary>Finds the end of HTTP/1.x responses in a stream cut anywhere: status, framing and whether the connection may be used again; content is stepped over.</summary>
/// <remarks>RFC 9112: section 6.3 for the length of a message body, 7.1 for chunks, 2.2 for lines that end in a bare LF. No allocation.</remarks>
internal sealed class ResponseParser
{
    private const int KeptOfLine = 256;
    private const int LongestHead = 256 * 1024;

    private readonly byte[] _line = new byte[KeptOfLine];
    private int _lineLength;
    private int _headBytes;
    private long _left;
    private Part _part;
    private bool _head;
    private bool _chunked;
    private bool _otherCoding;
    private long _contentLength;

    private enum Part : byte
    {
        StatusLine,
        Headers,
        Body,
        UntilClose,
        ChunkSize,
        Chunk,
        ChunkEnd,
        Trailers,
        Complete,
        Broken,
    }

    /// <summary>The status code; 0 until its line was seen.</summary>
    public int Status { get; private set; }

    /// <summary>Whether the connection may carry another request after this response.</summary>
    public bool KeepAlive { get; private set; }

    /// <summary>Whether any byte of the response has come.</summary>
    public bool Begun => _part != Part.StatusLine || _headBytes > 0;

    /// <summary>Expects the response to a new request; one to HEAD has no content whatever its headers say.</summary>
    public void Begin(bool toHead)
    {
        _head = toHead;
        BeginHead();
    }

    /// <summary>Takes bytes; <paramref name="used"/> says how many belong to this response.</summary>
    public ResponseState Feed(ReadOnlySpan<byte> input, out int used)
    {
        int length = input.Length;
        while (true)
        {
            switch (_part)
            {
                case Part.Body or Part.Chunk:
                    int step = (int)Math.Min(_left, input.Length);
                    input = input[step..];
                    _left -= step;
                    if (_left > 0)
                    {
                        used = length;
                        return ResponseState.Partial;
                    }

                    _part = _part == Part.Body ? Part.Complete : Part.ChunkEnd;
                    break;
                case Part.UntilClose:
                    used = length;
                    return ResponseState.Partial;
                case Part.Complete:
                    used = length - input.Length;
                    return ResponseState.Complete;
                case Part.Broken:
                    used = length;
                    return ResponseState.Broken;
                default:
                    if (!TakeLine(ref input))
                    {
                        used = length;
                        return _part == Part.Broken ? ResponseState.Broken : ResponseState.Partial;
                    }

                    break;
            }
        }
    }

    /// <summary>The peer sends no more: that ends a response without a length, and breaks any other.</summary>
    public ResponseState End()
    {
        KeepAlive = false;
        _part = _part is Part.UntilClose or Part.Complete ? Part.Complete : Part.Broken;
        return _part == Part.Complete ? ResponseState.Complete : ResponseState.Broken;
    }

    private void BeginHead()
    {
        (_part, _lineLength, _headBytes, Status, KeepAlive) = (Part.StatusLine, 0, 0, 0, false);
        (_chunked, _otherCoding, _contentLength) = (false, false, -1);
    }

    /// <summary>Takes one line off the input, joined with what an earlier input began; false when its end has not come, or all is broken.</summary>
    private bool TakeLine(ref ReadOnlySpan<byte> input)
    {
        int end = input.IndexOf((byte)'\n');
        ReadOnlySpan<byte> piece = end < 0 ? input : input[..end];
        input = end < 0 ? default : input[(end + 1)..];
        _headBytes += piece.Length + 1;
        if (_headBytes > LongestHead)
        {
            _part = Part.Broken;
            return false;
        }

        if (end < 0 || _lineLength > 0)
        {
            // Only the front of a line is ever looked at.
            int kept = Math.Min(piece.Length, KeptOfLine - _lineLength);
            piece[..kept].CopyTo(_line.AsSpan(_lineLength));
            _lineLength += kept;
            if (end < 0)
            {
                return false;
            }

            piece = _line.AsSpan(0, _lineLength);
            _lineLength = 0;
        }

        Line(piece is [.., (byte)'\r'] ? piece[..^1] : piece);
        return true;
    }

    private void Line(ReadOnlySpan<byte> line)
    {
        _part = _part switch
        {
            Part.StatusLine => StatusLine(line),
            Part.Headers => line.IsEmpty ? AfterHead() : Header(line),
            Part.ChunkSize => ChunkSize(line),
            Part.ChunkEnd => line.IsEmpty ? NextChunk() : Part.Broken,
            _ => line.IsEmpty ? Part.Complete : Part.Trailers,
        };
    }

    private Part StatusLine(ReadOnlySpan<byte> line)
    {
        if (line.Length < 12 || !line.StartsWith("HTTP/1."u8) || line[8] != ' ' || (line.Length > 12 && line[12] != ' '))
        {
            return Part.Broken;
        }

        int status = 0;
        foreach (byte digit in line[9..12])
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return Part.Broken;
            }

            status = (status * 10) + digit - '0';
        }

        Status = status;
        KeepAlive = line[7] != '0';
        return status is >= 100 and not 101 ? Part.Headers : Part.Broken;
    }

    private Part Header(ReadOnlySpan<byte> line)
    {
        switch (line[0] | 0x20)
        {
            case 'c' when ValueOf(line, "content-length:"u8, out ReadOnlySpan<byte> value):
                return ContentLength(value);
            case 'c' when ValueOf(line, "connection:"u8, out ReadOnlySpan<byte> value):
                KeepAlive = Ascii.EqualsIgnoreCase(value, "close"u8) ? false : KeepAlive || Ascii.EqualsIgnoreCase(value, "keep-alive"u8);
                break;
            case 't' when ValueOf(line, "transfer-encoding:"u8, out ReadOnlySpan<byte> value):
                int comma = value.LastIndexOf((byte)',');
                _chunked = Ascii.EqualsIgnoreCase(value[(comma + 1)..].Trim((byte)' '), "chunked"u8);
                _otherCoding = !_chunked;
                break;
        }

        return Part.Headers;
    }

    private Part ContentLength(ReadOnlySpan<byte> value)
    {
        long length = 0;
        foreach (byte digit in value)
        {
            if (digit is < (byte)'0' or > (byte)'9' || length > long.MaxValue / 100)
            {
                return Part.Broken;
            }

            length = (length * 10) + digit - '0';
        }

        if (value.IsEmpty || (_contentLength >= 0 && _contentLength != length))
        {
            return Part.Broken;
        }

        _contentLength = length;
        return Part.Headers;
    }

    private Part AfterHead()
    {
        if (Status < 200)
        {
            // An interim response, such as 100 Continue; the final one follows.
            BeginHead();
            return Part.StatusLine;
        }

        if (_head || Status is 204 or 304)
        {
            return Part.Complete;
        }

        if (_chunked)
        {
            return NextChunk();
        }

        if (_contentLength >= 0 && !_otherCoding)
        {
            _left = _contentLength;
            return _left == 0 ? Part.Complete : Part.Body;
        }

        KeepAlive = false;
        return Part.UntilClose;
    }

    private Part ChunkSize(ReadOnlySpan<byte> line)
    {
        long size = 0;
        int digits = 0;
        for (; digits < line.Length && char.IsAsciiHexDigit((char)line[digits]); digits++)
        {
            if (digits == 15)
            {
                return Part.Broken;
            }

            size = (size << 4) | (uint)HexValue(line[digits]);
        }

        if (digits == 0 || (digits < line.Length && line[digits] is not ((byte)';' or (byte)' ' or (byte)'\t')))
        {
            return Part.Broken;
        }

        _left = size;
        return size == 0 ? Part.Trailers : Part.Chunk;
    }

    // The limit on lines is for one head; chunks may go on without end.
    private Part NextChunk()
    {
        _headBytes = 1;
        return Part.ChunkSize;
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static bool ValueOf(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (line.Length < name.Length || !Ascii.EqualsIgnoreCase(line[..name.Length], name))
        {
            return false;
        }

        value = line[name.Length..].Trim(" \t"u8);
        return true;
    }
}
