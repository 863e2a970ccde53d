using System.Buffers.Binary;
using System.Text;

namespace Seawall.Gate.SqlConsole;

/// <summary>Reads a client's messages one by one, and can tell meanwhile that it has ended.</summary>
internal sealed class ConsoleReader
{
    // No command is longer; what is, was sent to the wrong database.
    private const int Longest = 1 << 16;

    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[Longest];
    private int _start;
    private int _end;
    private Task<int>? _filling;

    /// <param name="stream">Where the client is.</param>
    /// <param name="read">What was read of it already.</param>
    public ConsoleReader(Stream stream, ReadOnlyMemory<byte> read)
    {
        _stream = stream;
        read.CopyTo(_buffer);
        _end = read.Length;
    }

    /// <summary>Whether a whole message stands ready.</summary>
    public bool HasMessage => _end - _start >= 5 && _end - _start > BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start + 1));

    /// <summary>The next message; null when the client has ended. Throws <see cref="IOException"/> when it sends what can't be a message.</summary>
    public async Task<(char Type, byte[] Body)?> ReadAsync(CancellationToken cancellationToken)
    {
        while (!HasMessage)
        {
            if (_end - _start >= 5 && BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start + 1)) is < 4 or >= Longest)
                throw new IOException("A message of the console's client has an impossible length.");
            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
                return null;
        }
        int length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start + 1));
        if (length < 4)
            throw new IOException("A message of the console's client has an impossible length.");
        (char, byte[]) message = ((char)_buffer[_start], _buffer[(_start + 5)..(_start + 1 + length)]);
        _start += 1 + length;
        return message;
    }

    /// <summary>Completes when the client has ended; not when it sends more, which is kept.</summary>
    public async Task EndedAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_filling is null && _end - _start == Longest)
                await Never().ConfigureAwait(false);
            _filling ??= BeginAsync(cancellationToken);
            if (await _filling.ConfigureAwait(false) > 0)
                await Never().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // Broken off is ended too.
        }

        static Task Never() => new TaskCompletionSource().Task;
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        Task<int> filling = _filling ?? BeginAsync(cancellationToken);
        _filling = filling;
        int count = await filling.ConfigureAwait(false);
        _filling = null;
        _end += count;
        return count > 0;
    }

    private Task<int> BeginAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        return _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).AsTask();
    }
}

/// <summary>Takes the parts of an extended message in their order; what is missing reads as empty.</summary>
internal sealed class ExtendedMessage(char type, byte[] body)
{
    private int _at;

    public char Type => type;

    public byte Byte() => _at < body.Length ? body[_at++] : (byte)0;

    public int Int16()
    {
        int value = _at + 2 <= body.Length ? BinaryPrimitives.ReadInt16BigEndian(body.AsSpan(_at)) : 0;
        _at += 2;
        return value;
    }

    public string Text()
    {
        int end = _at < body.Length ? Array.IndexOf(body, (byte)0, _at) : -1;
        string text = end < 0 ? "" : Encoding.UTF8.GetString(body, _at, end - _at);
        _at = end < 0 ? body.Length : end + 1;
        return text;
    }

    /// <summary>Skips a list of format codes and says how many there were.</summary>
    public int SkipFormats()
    {
        int count = Int16();
        _at += 2 * Math.Max(0, count);
        return count;
    }
}
