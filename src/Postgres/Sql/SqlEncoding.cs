namespace Seawall.Postgres.Sql;

/// <summary>How the client encodes its text, as far as a tokenizer has to know.</summary>
/// <remarks>
/// In GBK, BIG5, UHC, GB18030 and Shift JIS the second byte of a character may be a backslash or another ASCII byte of 0x40 and above,
/// which must not be read as syntax. No such encoding uses a quote, a dollar, a star or a line end as second byte.
/// </remarks>
public enum SqlEncoding : byte
{
    /// <summary>UTF-8, Latin, EUC: no byte below 0x80 is part of a longer character.</summary>
    AsciiSafe,

    /// <summary>GBK, GB18030, BIG5, UHC, JOHAB: a byte from 0x81 to 0xFE takes the next one with it.</summary>
    DoubleByte,

    /// <summary>Shift JIS: as DoubleByte, but 0xA0 to 0xDF stand alone.</summary>
    ShiftJis,
}

/// <summary>Finds what a `client_encoding` means for the tokenizer.</summary>
public static class SqlEncodings
{
    /// <summary>The tokenizer's view of a PostgreSQL encoding name; unknown names are ASCII safe.</summary>
    public static SqlEncoding FromName(ReadOnlySpan<byte> clientEncoding)
    {
        Span<byte> name = stackalloc byte[16];
        int length = 0;
        foreach (byte c in clientEncoding)
        {
            if (!char.IsAsciiLetterOrDigit((char)c))
                continue;
            if (length == name.Length)
                return SqlEncoding.AsciiSafe;
            name[length++] = (byte)(c | 0x20);
        }

        name = name[..length];
        if (name.SequenceEqual("sjis"u8) || name.SequenceEqual("shiftjis"u8) || name.SequenceEqual("mskanji"u8)
            || name.SequenceEqual("win932"u8) || name.SequenceEqual("windows932"u8) || name.SequenceEqual("shiftjis2004"u8) || name.SequenceEqual("sjis2004"u8))
            return SqlEncoding.ShiftJis;
        if (name.SequenceEqual("gbk"u8) || name.SequenceEqual("gb18030"u8) || name.SequenceEqual("big5"u8) || name.SequenceEqual("uhc"u8)
            || name.SequenceEqual("johab"u8) || name.SequenceEqual("win936"u8) || name.SequenceEqual("windows936"u8)
            || name.SequenceEqual("win949"u8) || name.SequenceEqual("windows949"u8) || name.SequenceEqual("win950"u8) || name.SequenceEqual("windows950"u8))
            return SqlEncoding.DoubleByte;
        return SqlEncoding.AsciiSafe;
    }

    internal static bool IsLead(SqlEncoding encoding, byte c) => encoding switch
    {
        SqlEncoding.DoubleByte => c is >= 0x81 and <= 0xFE,
        SqlEncoding.ShiftJis => c is (>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC),
        _ => false,
    };
}
