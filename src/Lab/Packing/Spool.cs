using System.Buffers.Binary;
using Seawall.Lab.Logs;

namespace Seawall.Lab.Packing;

/// <summary>
/// The protocol bytes of every statement in the order of the log, in a temporary file beside the lanes.
/// Messages as in the PostgreSQL manual, "Message Formats"; the Sync of an extended statement is added when its step is known.
/// </summary>
internal sealed class Spool : IDisposable
{
    private const int FlushAt = 1 << 18;

    private readonly FileStream _file;
    private byte[] _buffer = new byte[2 * FlushAt];
    private int _filled;

    public Spool(string path) =>
        _file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);

    public long Length { get; private set; }

    /// <summary>Adds one statement; -1 when its values cannot be told from the log.</summary>
    public int Add(in LogEvent statement)
    {
        if (_filled > FlushAt)
        {
            Flush();
        }

        int before = _filled;
        if (statement.Kind == EventKind.Extended)
        {
            if (!AddExtended(statement))
            {
                _filled = before;
                return -1;
            }
        }
        else
        {
            int at = Open('Q');
            Text(statement.Sql);
            Close(at);
        }

        int length = _filled - before;
        Length += length;
        return length;
    }

    public void Read(long offset, Span<byte> into)
    {
        Flush();
        while (!into.IsEmpty)
        {
            int read = RandomAccess.Read(_file.SafeFileHandle, into, offset);
            if (read == 0)
            {
                throw new EndOfStreamException("The spool of packed statements ended early; the disk may be full.");
            }

            into = into[read..];
            offset += read;
        }
    }

    public void Dispose() => _file.Dispose();

    private bool AddExtended(in LogEvent statement)
    {
        int count = 0;
        ParameterReader counting = statement.Parameters.Read();
        while (counting.Next(out _))
        {
            count++;
        }

        if (counting.IsBroken || count > ushort.MaxValue)
        {
            return false;
        }

        int at = Open('P');
        Text(default);
        Text(statement.Sql);
        Int16(count);
        ParameterReader types = statement.Parameters.Read();
        while (types.Next(out Parameter p))
        {
            Int32((int)p.TypeId);
        }

        Close(at);
        at = Open('B');
        Text(default);
        Text(default);
        Int16(count);
        ParameterReader formats = statement.Parameters.Read();
        while (formats.Next(out Parameter p))
        {
            Int16(p.Format);
        }

        Int16(count);
        ParameterReader values = statement.Parameters.Read();
        while (values.Next(out Parameter p))
        {
            Reserve(4 + p.Raw.Length);
            int lengthAt = _filled;
            Int32(-1);
            if (!p.IsNull)
            {
                int written = p.CopyTo(_buffer.AsSpan(_filled));
                _filled += written;
                BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(lengthAt), written);
            }
        }

        Int16(statement.ResultFormats.Length / 2);
        Raw(statement.ResultFormats);
        Close(at);

        // Describe the portal as drivers do: the server prepares the row description, the replay skips it.
        at = Open('D');
        Byte((byte)'P');
        Text(default);
        Close(at);
        at = Open('E');
        Text(default);
        Int32(0);
        Close(at);
        return true;
    }

    private int Open(char type)
    {
        Byte((byte)type);
        Int32(0);
        return _filled - 4;
    }

    private void Close(int lengthAt) => BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(lengthAt), _filled - lengthAt);

    private void Byte(byte value)
    {
        Reserve(1);
        _buffer[_filled++] = value;
    }

    private void Int16(int value)
    {
        Reserve(2);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(_filled), (ushort)value);
        _filled += 2;
    }

    private void Int32(int value)
    {
        Reserve(4);
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_filled), value);
        _filled += 4;
    }

    private void Text(ReadOnlySpan<byte> text)
    {
        Raw(text);
        Byte(0);
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_filled));
        _filled += bytes.Length;
    }

    /// <summary>Makes room; what belongs to the statement in progress stays in the buffer, so that its lengths can be filled in.</summary>
    private void Reserve(int bytes)
    {
        if (_filled + bytes > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _filled + bytes));
        }
    }

    private void Flush()
    {
        _file.Write(_buffer, 0, _filled);
        _filled = 0;
    }
}
