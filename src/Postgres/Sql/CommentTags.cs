namespace Seawall.Postgres.Sql;

/// <summary>
/// The tags of sqlcommenter comments, `/*key='value',…*/`, decoded (open-telemetry.github.io/opentelemetry-sqlcommenter). The entries of a
/// `baggage` tag (a W3C list) count as tags too, `seawall.role` as `role`, where no tag of that name is given. The last comment wins.
/// Comments are kept as they come and decoded when a tag is asked for, and not even then if they are those of the time before.
/// </summary>
public sealed class CommentTags
{
    private const int MaxTags = 32;
    private const int MaxComments = 8;
    private const int MaxText = 8192;
    private readonly byte[] _text = new byte[2 * MaxText];
    private readonly Entry[] _tags = new Entry[MaxTags];
    private readonly int[] _ends = new int[MaxComments];
    private readonly byte[] _kept = new byte[MaxText];
    private readonly byte[] _decoded = new byte[MaxText];
    private int _comments;
    private int _decodedLength;
    private int _length;
    private int _count;

    private record struct Entry(int Key, int KeyLength, int Value, int ValueLength, bool FromBaggage);

    /// <summary>Forgets the comments.</summary>
    public void Clear() => _comments = 0;

    /// <summary>The value of a tag; empty if there is none.</summary>
    public ReadOnlySpan<byte> this[ReadOnlySpan<byte> key]
    {
        get
        {
            Decode();
            int found = -1;
            for (int i = 0; i < _count; i++)
            {
                if (Key(i).SequenceEqual(key) && (found < 0 || !_tags[i].FromBaggage || _tags[found].FromBaggage))
                    found = i;
            }

            return found < 0 ? default : Value(found);
        }
    }

    /// <summary>Keeps a comment for when a tag is asked for; line comments hold none.</summary>
    public void Keep(ReadOnlySpan<byte> comment)
    {
        int start = _comments == 0 ? 0 : _ends[_comments - 1];
        if (comment[0] != '/' || _comments == MaxComments || comment.Length > MaxText - start)
            return;
        comment.CopyTo(_kept.AsSpan(start));
        _ends[_comments++] = start + comment.Length;
    }

    private void Decode()
    {
        int kept = _comments == 0 ? 0 : _ends[_comments - 1];
        if (_kept.AsSpan(0, kept).SequenceEqual(_decoded.AsSpan(0, _decodedLength)))
            return;
        (_length, _count) = (0, 0);
        for (int i = 0, start = 0; i < _comments; start = _ends[i++])
            Read(_kept.AsSpan(start, _ends[i] - start));
        _kept.AsSpan(0, kept).CopyTo(_decoded);
        _decodedLength = kept;
    }

    private ReadOnlySpan<byte> Key(int index) => _text.AsSpan(_tags[index].Key, _tags[index].KeyLength);

    private ReadOnlySpan<byte> Value(int index) => _text.AsSpan(_tags[index].Value, _tags[index].ValueLength);

    // A comment that is not in the form leaves what was read before.
    private void Read(ReadOnlySpan<byte> comment)
    {
        if (comment.Length < "/*a=''*/".Length || comment[^1] != '/')
            return;
        ReadOnlySpan<byte> rest = comment[2..^2];
        int countBefore = _count;
        int lengthBefore = _length;
        while (true)
        {
            rest = rest.Trim(" \t\r\n"u8);
            if (!TryPair(ref rest))
                break;
            rest = rest.TrimStart(" \t\r\n"u8);
            if (rest.IsEmpty)
                return;
            if (rest[0] != ',')
                break;
            rest = rest[1..];
        }

        _count = countBefore;
        _length = lengthBefore;
    }

    private bool TryPair(ref ReadOnlySpan<byte> rest)
    {
        int equals = rest.IndexOf((byte)'=');
        if (equals <= 0 || equals + 1 >= rest.Length || rest[equals + 1] != '\'' || !IsKey(rest[..equals]))
            return false;
        ReadOnlySpan<byte> value = rest[(equals + 2)..];
        int end = 0;
        while (true)
        {
            int hit = value[end..].IndexOfAny((byte)'\'', (byte)'\\');
            if (hit < 0)
                return false;
            end += hit;
            if (value[end] == '\'')
                break;
            end = Math.Min(end + 2, value.Length);
        }

        if (!TryAdd(rest[..equals], value[..end], fromBaggage: false))
            return false;
        int added = _count - 1;
        if (Key(added).SequenceEqual("baggage"u8))
            ReadBaggage(added);
        rest = value[(end + 1)..];
        return true;
    }

    private static bool IsKey(ReadOnlySpan<byte> key)
    {
        foreach (byte c in key)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'_' or (byte)'-' or (byte)'.' or (byte)'%' or (byte)'~'))
                return false;
        }

        return true;
    }

    private void ReadBaggage(int tag)
    {
        (int at, int end) = (_tags[tag].Value, _tags[tag].Value + _tags[tag].ValueLength);
        while (at < end)
        {
            int comma = _text.AsSpan(at, end - at).IndexOf((byte)',');
            ReadOnlySpan<byte> member = _text.AsSpan(at, comma < 0 ? end - at : comma);
            at += member.Length + 1;
            int properties = member.IndexOf((byte)';');
            if (properties >= 0)
                member = member[..properties];
            int equals = member.IndexOf((byte)'=');
            if (equals <= 0)
                continue;
            ReadOnlySpan<byte> key = member[..equals].Trim((byte)' ');
            if (key.StartsWith("seawall."u8))
                key = key["seawall.".Length..];
            TryAdd(key, member[(equals + 1)..].Trim((byte)' '), fromBaggage: true);
        }
    }

    private bool TryAdd(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool fromBaggage)
    {
        if (_count == MaxTags || _length + key.Length + value.Length > _text.Length)
            return false;
        int keyStart = _length;
        int keyLength = Decode(key, _text.AsSpan(_length));
        int valueStart = _length += keyLength;
        int valueLength = Decode(value, _text.AsSpan(_length));
        _length += valueLength;
        _tags[_count++] = new Entry(keyStart, keyLength, valueStart, valueLength, fromBaggage);
        return true;
    }

    // First the escaped quote, then the URL encoding; neither makes text longer.
    private static int Decode(ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (source.IndexOfAny((byte)'%', (byte)'\\') < 0)
        {
            source.CopyTo(target);
            return source.Length;
        }

        int written = 0;
        for (int i = 0; i < source.Length; i++)
        {
            byte c = source[i];
            if (c == '\\' && i + 1 < source.Length)
                c = source[++i];
            else if (c == '%' && i + 2 < source.Length && Hex(source[i + 1]) is var high && high >= 0 && Hex(source[i + 2]) is var low && low >= 0)
            {
                c = (byte)(high * 16 + low);
                i += 2;
            }

            target[written++] = c;
        }

        return written;
    }

    private static int Hex(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => -1,
    };
}
