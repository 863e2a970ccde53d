using System.Text;

namespace Seawall.Mall.Catalog.Items;

/// <summary>Cuts a query as <c>search_lexemes</c> cuts names: Latin words and numbers whole, Chinese runs into neighbouring pairs.</summary>
internal static class SearchWords
{
    private const int MostLexemes = 16;

    /// <summary>A tsquery that wants every lexeme (the start of one for Latin words and single characters); null when the query has none.</summary>
    public static string? ToTsQuery(string words)
    {
        var query = new StringBuilder();
        var count = 0;
        for (var i = 0; i < words.Length && count < MostLexemes;)
        {
            var start = i;
            if (IsLatin(words[i]))
            {
                while (i < words.Length && IsLatin(words[i]))
                    i++;
                Add(words.AsSpan(start, i - start), byPrefix: true);
            }
            else if (IsChinese(words[i]))
            {
                while (i < words.Length && IsChinese(words[i]))
                    i++;
                if (i - start == 1)
                    Add(words.AsSpan(start, 1), byPrefix: true);
                for (var at = start; at + 1 < i && count < MostLexemes; at++)
                    Add(words.AsSpan(at, 2), byPrefix: false);
            }
            else
            {
                i++;
            }
        }
        return count == 0 ? null : query.ToString();

        void Add(ReadOnlySpan<char> lexeme, bool byPrefix)
        {
            if (count++ > 0)
                query.Append(" & ");
            foreach (var c in lexeme)
                query.Append(char.ToLowerInvariant(c));
            if (byPrefix)
                query.Append(":*");
        }
    }

    private static bool IsLatin(char c) => char.IsAsciiLetterOrDigit(c);

    private static bool IsChinese(char c) => c is >= '\u4e00' and <= '\u9fff';
}
