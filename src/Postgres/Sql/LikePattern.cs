namespace Seawall.Postgres.Sql;

/// <summary>Patterns of LIKE as a text writes them.</summary>
internal static class LikePattern
{
    /// <summary>`~~`, `~~*` and their negations, which LIKE and ILIKE stand for.</summary>
    public static bool IsOperator(ReadOnlySpan<byte> text) =>
        text.Length >= 2 && text[0] is (byte)'~' or (byte)'!' && (text.SequenceEqual("~~"u8) || text.SequenceEqual("~~*"u8) || text.SequenceEqual("!~~"u8) || text.SequenceEqual("!~~*"u8));

    /// <summary>Whether a string as written, with its quotes and prefix, begins with % or _.</summary>
    public static bool BeginsWithWildcard(ReadOnlySpan<byte> literal)
    {
        bool dollar = literal[0] == '$';
        int open = literal[(dollar ? 1 : 0)..].IndexOf(dollar ? (byte)'$' : (byte)'\'');
        if (open < 0)
            return false;
        ReadOnlySpan<byte> body = literal[(open + (dollar ? 2 : 1))..];
        return body.Length > 0 && body[0] is (byte)'%' or (byte)'_';
    }
}
