using System.Buffers.Binary;
using System.IO.Hashing;
using Seawall.Lab.Comparing;

namespace Seawall.Lab.Replay;

/// <summary>
/// Finds in a stream of server messages, cut anywhere, those a replay must see; rows, descriptions and notices are stepped over
/// by their length alone, but rows are summed on the way when asked for. A body is valid until the next call.
/// </summary>
internal sealed class ReplyReader(bool sumsRows = false)
{
    private const int HeaderLength = 5;

    /// <summary>No message looked into is longer; an error's fields may be, what lies beyond does not matter.</summary>
    private const int LongestBody = 1 << 20;

    private byte[] _partial = new byte[512];
    private int _partialLength;
    private bool _delivered;
    private long _skip;
    private XxHash3? _cutRow;
    private bool _inRow;
    private ResultSum _result;

    /// <summary>Takes the sum of the rows met since it was last taken.</summary>
    public ResultSum TakeResult()
    {
        ResultSum taken = _result;
        _result = default;
        return taken;
    }

    /// <summary>Takes the next message worth seeing off the front of <paramref name="input"/>; false when the rest was used up.</summary>
    public bool Next(ref ReadOnlySpan<byte> input, out byte type, out ReadOnlySpan<byte> body)
    {
        if (_delivered)
        {
            _partialLength = 0;
            _delivered = false;
        }

        while (true)
        {
            type = 0;
            body = default;

            // 1. The rest of a message stepped over.
            if (_skip > 0)
            {
                int step = (int)Math.Min(_skip, input.Length);
                if (_inRow)
                {
                    _cutRow!.Append(input[..step]);
                }

                input = input[step..];
                _skip -= step;
            }

            if (_inRow && _skip == 0)
            {
                _inRow = false;
                _result.Add(_cutRow!.GetCurrentHashAsUInt64());
            }

            if (input.IsEmpty)
            {
                return false;
            }

            // 2. A message that began in an earlier chunk.
            if (_partialLength > 0)
            {
                if (!Complete(ref input, out type, out body))
                {
                    continue;
                }

                return true;
            }

            // 3. A message whose header lies here.
            if (input.Length < HeaderLength)
            {
                Keep(ref input, input.Length);
                return false;
            }

            type = input[0];
            int length = BinaryPrimitives.ReadInt32BigEndian(input[1..]) + 1;
            if (length < HeaderLength)
            {
                throw new InvalidDataException($"The server sent a message '{(char)type}' of impossible length {length - 1}; is there something else than PostgreSQL at the address?");
            }

            if (sumsRows && IsRow(type))
            {
                if (input.Length >= length)
                {
                    _result.Add(input[HeaderLength..length]);
                    input = input[length..];
                }
                else
                {
                    BeginCutRow();
                    input = input[HeaderLength..];
                    _skip = length - HeaderLength;
                }

                continue;
            }

            if (!IsSeen(type) || length > LongestBody)
            {
                _skip = length;
                continue;
            }

            if (input.Length < length)
            {
                Keep(ref input, input.Length);
                return false;
            }

            body = input[HeaderLength..length];
            input = input[length..];
            return true;
        }
    }

    public void Reset() => (_partialLength, _delivered, _skip, _inRow, _result) = (0, false, 0, false, default);

    /// <summary>DataRow and CopyData.</summary>
    private static bool IsRow(byte type) => type is (byte)'D' or (byte)'d';

    /// <summary>A row that ends in a later chunk is summed in pieces, to the same value.</summary>
    private void BeginCutRow()
    {
        (_cutRow ??= new XxHash3()).Reset();
        _inRow = true;
    }

    private static bool IsSeen(byte type) => type is (byte)'C' or (byte)'E' or (byte)'Z' or (byte)'I' or (byte)'s' or (byte)'G' or (byte)'R' or (byte)'K';

    /// <summary>Adds to the kept head of a message; true when it is whole, false to look again.</summary>
    private bool Complete(ref ReadOnlySpan<byte> input, out byte type, out ReadOnlySpan<byte> body)
    {
        type = 0;
        body = default;
        if (_partialLength < HeaderLength)
        {
            Keep(ref input, Math.Min(input.Length, HeaderLength - _partialLength));
            if (_partialLength < HeaderLength)
            {
                return false;
            }
        }

        type = _partial[0];
        int length = BinaryPrimitives.ReadInt32BigEndian(_partial.AsSpan(1)) + 1;
        if (!IsSeen(type) || length > LongestBody || length < HeaderLength)
        {
            _skip = Math.Max(0, length - _partialLength);
            _partialLength = 0;
            if (sumsRows && IsRow(type))
            {
                // Of such a message only the header was kept.
                BeginCutRow();
            }

            return false;
        }

        Keep(ref input, Math.Min(input.Length, length - _partialLength));
        if (_partialLength < length)
        {
            return false;
        }

        body = _partial.AsSpan(HeaderLength, length - HeaderLength);
        _delivered = true;
        return true;
    }

    private void Keep(ref ReadOnlySpan<byte> input, int count)
    {
        if (_partialLength + count > _partial.Length)
        {
            Array.Resize(ref _partial, Math.Max(_partial.Length * 2, _partialLength + count));
        }

        input[..count].CopyTo(_partial.AsSpan(_partialLength));
        _partialLength += count;
        input = input[count..];
    }
}
