using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Seawall.Redis.Resp;

/// <summary>Commands as the wire has them, an array of strings each, one after the other in rented memory.</summary>
internal sealed class CommandBuffer : IDisposable
{
    private const int Small = 16 << 10;
    private const int KeptAtMost = 1 << 20;
    private const int LongestNumber = 20;
    private const int LongestHeader = LongestNumber + 3;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Small);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Adds a command; when that fails nothing of it stays.</summary>
    public void Append(ReadOnlySpan<RedisArgument> command)
    {
        if (command.IsEmpty)
            throw new ArgumentException("A command needs at least its name.", nameof(command));
        var start = Length;
        try
        {
            Header((byte)'*', command.Length);
            foreach (ref readonly var argument in command)
                Argument(in argument);
        }
        catch
        {
            Length = start;
            throw;
        }
    }

    /// <summary>Forgets what was written; the room of a burst is given back.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeptAtMost)
            Swap(Small, 0);
    }

    public void Dispose()
    {
        Length = 0;
        var bytes = _bytes;
        _bytes = [];
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    private void Argument(ref readonly RedisArgument argument)
    {
        if (argument.IsNumber)
        {
            Span<byte> digits = stackalloc byte[LongestNumber];
            Utf8Formatter.TryFormat(argument.Number, digits, out var count);
            Bytes(digits[..count]);
        }
        else if (argument.Text is { } text)
        {
            var size = Encoding.UTF8.GetByteCount(text);
            Header((byte)'$', size);
            Reserve(size + 2);
            Length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(Length));
            End();
        }
        else
        {
            Bytes(argument.Bytes.Span);
        }
    }

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        Header((byte)'$', bytes.Length);
        Reserve(bytes.Length + 2);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
        End();
    }

    private void Header(byte type, int count)
    {
        Reserve(LongestHeader);
        _bytes[Length++] = type;
        Utf8Formatter.TryFormat(count, _bytes.AsSpan(Length), out var digits);
        Length += digits;
        End();
    }

    private void End()
    {
        _bytes[Length++] = (byte)'\r';
        _bytes[Length++] = (byte)'\n';
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - Length < more)
            Swap(checked(Math.Max(Length + more, _bytes.Length * 2)), Length);
    }

    private void Swap(int size, int keep)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(size);
        _bytes.AsSpan(0, keep).CopyTo(bytes);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = bytes;
    }
}
