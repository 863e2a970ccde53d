using System.IO.Hashing;
using Seawall.Postgres.Sql;

namespace Seawall.Gate.Tracking;

/// <summary>
/// Reads the names of statements out of SQL: <c>PREPARE name [(types)] AS statement</c> and <c>EXECUTE name</c>. They are those of the protocol's Parse and Bind, in one namespace.
/// Only the first statement of a text is read.
/// </summary>
internal static class SqlNames
{
    // NAMEDATALEN - 1: the server cuts longer names.
    private const int LongestName = 63;

    /// <summary>The hash of the name and where the prepared statement begins; false for PREPARE TRANSACTION and what is no PREPARE.</summary>
    public static bool TryReadPrepare(ReadOnlySpan<byte> sql, out ulong name, out int statement)
    {
        (name, statement) = (0, 0);
        SqlLexer lexer = new(sql);
        if (!NextIs(ref lexer, sql, "prepare"u8) || !TryReadName(ref lexer, sql, out name))
            return false;
        int depth = 0;
        while (TryNext(ref lexer, out SqlToken token))
        {
            if (token.Kind == SqlTokenKind.LeftParen)
                depth++;
            else if (token.Kind == SqlTokenKind.RightParen)
                depth--;
            else if (depth == 0)
                return (statement = token.End) > 0 && IsWord(sql, token, "as"u8);
        }
        return false;
    }

    /// <summary>The hash of the name that is executed; false for what is no EXECUTE.</summary>
    public static bool TryReadExecute(ReadOnlySpan<byte> sql, out ulong name)
    {
        name = 0;
        SqlLexer lexer = new(sql);
        return NextIs(ref lexer, sql, "execute"u8) && TryReadName(ref lexer, sql, out name);
    }

    private static bool TryReadName(ref SqlLexer lexer, ReadOnlySpan<byte> sql, out ulong name)
    {
        name = 0;
        if (!TryNext(ref lexer, out SqlToken token))
            return false;
        ReadOnlySpan<byte> written = sql.Slice(token.Start, token.Length);
        Span<byte> folded = stackalloc byte[LongestName];
        int length = 0;
        if (token.Kind == SqlTokenKind.Word)
        {
            for (int i = 0; i < written.Length && length < LongestName; i++)
                folded[length++] = written[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(written[i] | 0x20) : written[i];
        }
        else if (token.Kind == SqlTokenKind.QuotedName && written[0] == (byte)'"')
        {
            for (int i = 1; i < written.Length - 1 && length < LongestName; i++)
            {
                folded[length++] = written[i];
                if (written[i] == (byte)'"')
                    i++;
            }
        }
        if (length == 0)
            return false;
        name = XxHash3.HashToUInt64(folded[..length]);
        return true;
    }

    private static bool NextIs(ref SqlLexer lexer, ReadOnlySpan<byte> sql, ReadOnlySpan<byte> word) =>
        TryNext(ref lexer, out SqlToken token) && IsWord(sql, token, word);

    private static bool IsWord(ReadOnlySpan<byte> sql, SqlToken token, ReadOnlySpan<byte> word) =>
        token.Kind == SqlTokenKind.Word && System.Text.Ascii.EqualsIgnoreCase(sql.Slice(token.Start, token.Length), word);

    private static bool TryNext(ref SqlLexer lexer, out SqlToken token)
    {
        while (lexer.Next(out token))
        {
            if (token.Kind is not (SqlTokenKind.Comment or SqlTokenKind.Hint or SqlTokenKind.Semicolon))
                return true;
        }
        return false;
    }
}
