namespace Seawall.Client.Sql;

/// <summary>Whether a statement ends in a comment: then somebody has tagged it already, and sqlcommenter forbids a second one.</summary>
/// <remarks>
/// Source: https://open-telemetry.github.io/opentelemetry-sqlcommenter/spec/. Follows PostgreSQL's lexical rules so far as they hide comment signs: quotes,
/// dollar quotes, nested comments (https://www.postgresql.org/docs/15/sql-syntax-lexical.html).
/// </remarks>
internal static class SqlEnding
{
    public static bool IsComment(ReadOnlySpan<char> sql)
    {
        var ends = false;
        for (var at = 0; at < sql.Length;)
        {
            var rest = sql[at..];
            if (char.IsWhiteSpace(rest[0]) || rest[0] == ';')
            {
                at++;
                continue;
            }
            ends = rest.StartsWith("--") || rest.StartsWith("/*");
            at += rest switch
            {
                ['-', '-', ..] => To(rest, rest.IndexOf('\n')),
                ['/', '*', ..] => Comment(rest),
                ['\'', ..] => Quoted(rest, escapes: at > 0 && sql[at - 1] is 'e' or 'E'),
                ['"', ..] => Quoted(rest, escapes: false),
                ['$', ..] => Dollars(rest),
                _ => 1,
            };
        }
        return ends;
    }

    private static int To(ReadOnlySpan<char> rest, int end) => end < 0 ? rest.Length : end + 1;

    private static int Comment(ReadOnlySpan<char> rest)
    {
        var (depth, at) = (0, 0);
        do
        {
            var step = rest[at..] is ['/', '*', ..] ? 1 : rest[at..] is ['*', '/', ..] ? -1 : 0;
            depth += step;
            at += step == 0 ? 1 : 2;
        }
        while (depth > 0 && at < rest.Length);
        return at;
    }

    private static int Quoted(ReadOnlySpan<char> rest, bool escapes)
    {
        for (var at = 1; at < rest.Length; at++)
        {
            if (escapes && rest[at] == '\\')
                at++;
            else if (rest[at] == rest[0])
                return at + 1;
        }
        return rest.Length;
    }

    private static int Dollars(ReadOnlySpan<char> rest)
    {
        var close = rest[1..].IndexOf('$');
        if (close < 0 || rest[1..(close + 1)].ContainsAnyExcept(TagCharacters) || (close > 0 && char.IsAsciiDigit(rest[1])))
            return 1;
        var tag = rest[..(close + 2)];
        var end = rest[tag.Length..].IndexOf(tag);
        return end < 0 ? rest.Length : end + (2 * tag.Length);
    }

    private static readonly System.Buffers.SearchValues<char> TagCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
}
