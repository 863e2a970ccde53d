namespace Seawall.Postgres.Sql;

/// <summary>When a quoted name means the same without its quotes, and how a name is spelt canonically.</summary>
internal static class QuotedNames
{
    /// <summary>True for `"items"`, false for `"Items"`, `"a b"`, `"select"` and `U&amp;"…"`. Between backticks, MySQL's quotes, case means nothing.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> quoted)
    {
        if (quoted.Length >= 3 && quoted[0] == '`')
            return IsPlainInMySql(quoted[1..^1]);
        if (quoted.Length < 3 || quoted[0] != '"' || quoted[^1] != '"')
            return false;
        ReadOnlySpan<byte> name = quoted[1..^1];
        if (!CharClass.IsWordStart(name[0]))
            return false;
        foreach (byte c in name)
        {
            if (!CharClass.IsWordPart(c) || (uint)(c - 'A') <= 25)
                return false;
        }

        return (SqlWords.Table.Find(name).Traits & WordTraits.Reserved) == 0;
    }

    private static bool IsPlainInMySql(ReadOnlySpan<byte> name)
    {
        Span<byte> lowered = stackalloc byte[64];
        if (!CharClass.IsWordStart(name[0]) || name.Length > lowered.Length)
            return false;
        for (int i = 0; i < name.Length; i++)
        {
            if (!CharClass.IsWordPart(name[i]))
                return false;
            lowered[i] = (uint)(name[i] - 'A') <= 25 ? (byte)(name[i] | 0x20) : name[i];
        }

        return (MySqlWords.Table.Find(lowered[..name.Length]).Traits & WordTraits.Reserved) == 0;
    }

    /// <summary>Writes the name as its owner would have to spell it at least: folded, quoted only where quoting matters.</summary>
    public static int WriteCanonical(in SqlToken token, ReadOnlySpan<byte> text, Span<byte> target)
    {
        if (token.Kind == SqlTokenKind.QuotedName)
        {
            bool folds = text[0] == '`';
            if (IsPlain(text))
                text = text[1..^1];
            text.CopyTo(target);
            if (!folds)
                return text.Length;
        }

        for (int i = 0; i < text.Length; i++)
            target[i] = (uint)(text[i] - 'A') <= 25 ? (byte)(text[i] | 0x20) : text[i];
        return text.Length;
    }

    /// <summary>Writes the name itself: what the server stores.</summary>
    public static int WriteValue(in SqlToken token, ReadOnlySpan<byte> text, Span<byte> target)
    {
        byte quote = text[0];
        if (token.Kind != SqlTokenKind.QuotedName || quote is not ((byte)'"' or (byte)'`'))
            return WriteCanonical(token, text, target);
        text = text.Length > 1 && text[^1] == quote ? text[1..^1] : text[1..];
        int written = 0;
        for (int i = 0; i < text.Length; i++)
        {
            target[written++] = text[i];
            if (text[i] == quote && i + 1 < text.Length && text[i + 1] == quote)
                i++;
        }

        return written;
    }
}
