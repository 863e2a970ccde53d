using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Seawall.Postgres.Sql;

namespace Seawall.Postgres.Capture;

/// <summary>
/// Puts tokens in place of the values of a text: equal values get equal tokens under one key, so that joins, skew and hot rows still show,
/// and without the key nothing can be looked up. A token tells the value's kind and the power of two its length lies under, nothing else:
/// `t05_` and 16 letters for text of 17 to 32 bytes, `1`, two digits and 16 more for numbers.
/// </summary>
public sealed class Masking
{
    private const int TokenDigits = 16;
    private const int MaxToken = 24;
    private readonly byte[] _key;

    /// <summary>Masking under a key of at least 16 bytes.</summary>
    public Masking(ReadOnlySpan<byte> key)
    {
        if (key.Length < 16)
            throw new ArgumentException($"A masking key has at least 16 bytes, this one {key.Length}.", nameof(key));
        _key = key.ToArray();
        KeyId = Convert.ToHexStringLower(HMACSHA256.HashData(_key, "seawall capture key"u8).AsSpan(0, 4));
    }

    /// <summary>Names the key without telling it.</summary>
    public string KeyId { get; }

    /// <summary>Texts past this are cut when they are masked: a one-digit literal grows twentyfold.</summary>
    internal const int MaxSql = 256 * 1024;

    /// <summary>The most a masked value takes with its length.</summary>
    internal const int MaskedValueSize = MaxToken + sizeof(int);

    /// <summary>The most a masked text takes: every byte may be a literal of its own.</summary>
    internal static int MaskedSqlSize(int length) => (length + 1) * (MaxToken + 3);

    /// <summary>Writes the text with tokens for its literals and without its comments; returns the bytes written.</summary>
    internal int MaskSql(ReadOnlySpan<byte> sql, Span<byte> destination, bool backslashStrings = false)
    {
        int written = 0;
        int end = 0;
        var lexer = new SqlLexer(sql, standardConformingStrings: !backslashStrings);
        while (lexer.Next(out SqlToken token))
        {
            if (token.Start > end && written > 0)
                destination[written++] = (byte)' ';
            end = token.End;
            ReadOnlySpan<byte> text = sql.Slice(token.Start, token.Length);
            switch (token.Kind)
            {
                case SqlTokenKind.Number:
                    written += Token(text, destination[written..]);
                    break;
                case SqlTokenKind.String or SqlTokenKind.BitString:
                    destination[written++] = (byte)'\'';
                    written += Token(Body(text), destination[written..]);
                    destination[written++] = (byte)'\'';
                    break;
                case SqlTokenKind.Comment:
                    break;
                default:
                    text.CopyTo(destination[written..]);
                    written += text.Length;
                    break;
            }
        }

        return written;
    }

    /// <summary>Writes the values in the layout of Bind, tokens in text format; returns the bytes written.</summary>
    internal int MaskValues(CaptureParameterCursor values, Span<byte> destination)
    {
        Span<byte> number = stackalloc byte[24];
        int written = 0;
        while (values.Next(out ReadOnlySpan<byte> value, out bool isNull))
        {
            Span<byte> length = destination.Slice(written, sizeof(int));
            written += sizeof(int);
            int size = -1;
            if (!isNull)
            {
                ReadOnlySpan<byte> plain = values.Format == 1 ? Printed(values.Type, value, number) : value;
                size = Token(plain, destination[written..]);
                written += size;
            }

            BinaryPrimitives.WriteInt32BigEndian(length, size);
        }

        return written;
    }

    /// <summary>Writes the token of one value; returns its length, at most 24.</summary>
    internal int Token(ReadOnlySpan<byte> value, Span<byte> destination)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, value, hash);
        int lengthClass = value.Length == 0 ? 0 : 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)(value.Length - 1));
        bool number = IsNumber(value);
        int written = 0;
        destination[written++] = number ? (byte)'1' : (byte)'t';
        destination[written++] = (byte)('0' + lengthClass / 10);
        destination[written++] = (byte)('0' + lengthClass % 10);
        if (!number)
            destination[written++] = (byte)'_';
        for (int i = 0; i < TokenDigits; i++)
            destination[written++] = number ? (byte)('0' + hash[i] % 10) : "abcdefghijklmnopqrstuvwxyz234567"u8[hash[i] & 31];
        return written;
    }

    // Whole numbers sent in binary get the token of their text, whatever their width.
    private static ReadOnlySpan<byte> Printed(uint type, ReadOnlySpan<byte> value, Span<byte> room)
    {
        const uint Int8 = 20, Int2 = 21, Int4 = 23;
        long number;
        switch (type)
        {
            case Int2 when value.Length == 2:
                number = BinaryPrimitives.ReadInt16BigEndian(value);
                break;
            case Int4 when value.Length == 4:
                number = BinaryPrimitives.ReadInt32BigEndian(value);
                break;
            case Int8 when value.Length == 8:
                number = BinaryPrimitives.ReadInt64BigEndian(value);
                break;
            default:
                return value;
        }

        System.Buffers.Text.Utf8Formatter.TryFormat(number, room, out int written);
        return room[..written];
    }

    private static bool IsNumber(ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty && value[0] == '-')
            value = value[1..];
        return !value.IsEmpty && CharClass.IsDigit(value[0]) && value.IndexOfAnyExcept("0123456789.eE+-"u8) < 0;
    }

    // What stands between the quotes or dollars; a doubled quote inside stays doubled, which costs at most equality with a bound value.
    private static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> literal)
    {
        int open = literal.IndexOfAny((byte)'\'', (byte)'$');
        if (open < 0)
            return literal;
        if (literal[open] == '\'')
        {
            int close = literal.LastIndexOf((byte)'\'');
            return close > open ? literal[(open + 1)..close] : literal[(open + 1)..];
        }

        int tag = literal[(open + 1)..].IndexOf((byte)'$') + open + 2;
        return literal.Length >= 2 * (tag - open) + open && tag <= literal.Length - (tag - open) ? literal[tag..^(tag - open)] : literal;
    }
}
