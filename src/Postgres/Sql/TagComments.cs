namespace Seawall.Postgres.Sql;

/// <summary>
/// Takes the comments off the ends of a text, where sqlcommenter puts its tags (some prepend them): what stays is the same for every call, though each call has a trace
/// of its own. A hint (`/*+ … */`) belongs to the statement and stays.
/// </summary>
public static class TagComments
{
    /// <summary>The text without a comment at its beginning and one at its end, and the two; empty where there is none. No byte of the body changes its meaning without them.</summary>
    public static ReadOnlySpan<byte> Split(ReadOnlySpan<byte> sql, out ReadOnlySpan<byte> leading, out ReadOnlySpan<byte> trailing)
    {
        leading = trailing = default;
        int end = sql.Length;
        while (end > 0 && (sql[end - 1] == ';' || CharClass.IsSpace(sql[end - 1])))
            end--;
        // 1. What ends in "*/" ends a comment, unless the server would refuse the text anyway. A block's innermost beginning is its only one when no other end is in between;
        //    a line's has "--" in it, and the "/*" may stand in a string before that.
        if (end >= 4 && sql[end - 1] == '/' && sql[end - 2] == '*')
        {
            int start = sql[..(end - 2)].LastIndexOf("/*"u8);
            if (start >= 0 && IsPlain(sql[start..end]))
            {
                trailing = sql[start..end];
                sql = sql[..start];
            }
        }
        // 2. Before any other byte nothing can be open.
        int begin = 0;
        while (begin < sql.Length && CharClass.IsSpace(sql[begin]))
            begin++;
        if (begin + 4 <= sql.Length && sql[begin] == '/' && sql[begin + 1] == '*')
        {
            int length = sql[(begin + 2)..].IndexOf("*/"u8) + 4;
            if (length >= 4 && IsPlain(sql.Slice(begin, length)))
            {
                leading = sql.Slice(begin, length);
                sql = sql[(begin + length)..];
            }
        }
        return sql;
    }

    // No comment within the comment, no hint, and no line that could be the comment instead.
    private static bool IsPlain(ReadOnlySpan<byte> comment)
    {
        ReadOnlySpan<byte> content = comment[2..^2];
        return (content.IsEmpty || content[0] != '+') && content.IndexOf("*/"u8) < 0 && content.IndexOf("/*"u8) < 0 && content.IndexOf("--"u8) < 0;
    }
}
