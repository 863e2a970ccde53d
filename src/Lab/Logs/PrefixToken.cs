namespace Seawall.Lab.Logs;

/// <summary>One piece of a <c>log_line_prefix</c>: text as it stands, or an escape with the width it is padded to.</summary>
internal readonly record struct PrefixToken(byte[] Literal, char Escape, int Width)
{
    public bool IsLiteral => Escape == '\0';

    /// <summary>Names and the like, which end only where the next literal begins.</summary>
    public bool IsText => Escape is 'a' or 'u' or 'd' or 'r' or 'h' or 'b' or 'i' or 'L';

    /// <summary>
    /// Cuts a prefix into its pieces (PostgreSQL manual, log_line_prefix). Like the server it drops an escape it does not know.
    /// Neighbouring literals are joined.
    /// </summary>
    public static PrefixToken[] Parse(string prefix)
    {
        var tokens = new List<PrefixToken>();
        var literal = new StringBuilderUtf8();
        for (int at = 0; at < prefix.Length; at++)
        {
            if (prefix[at] != '%')
            {
                literal.Add(prefix[at]);
                continue;
            }

            at++;
            if (at < prefix.Length && prefix[at] == '%')
            {
                literal.Add('%');
                continue;
            }

            int width = TakeWidth(prefix, ref at);
            if (at < prefix.Length && LinePrefix.Escapes.Contains(prefix[at], StringComparison.Ordinal))
            {
                literal.Flush(tokens);
                tokens.Add(new PrefixToken([], prefix[at], prefix[at] == 'q' ? 0 : width));
            }
        }

        literal.Flush(tokens);
        return [.. tokens];
    }

    private static int TakeWidth(string prefix, ref int at)
    {
        if (at < prefix.Length && prefix[at] == '-')
        {
            at++;
        }

        int width = 0;
        for (; at < prefix.Length && char.IsAsciiDigit(prefix[at]); at++)
        {
            width = Math.Min(LinePrefix.LongestText, (width * 10) + (prefix[at] - '0'));
        }

        return width;
    }

    private sealed class StringBuilderUtf8
    {
        private readonly System.Text.StringBuilder _text = new();

        public void Add(char c) => _text.Append(c);

        public void Flush(List<PrefixToken> tokens)
        {
            if (_text.Length > 0)
            {
                tokens.Add(new PrefixToken(System.Text.Encoding.UTF8.GetBytes(_text.ToString()), '\0', 0));
                _text.Clear();
            }
        }
    }
}
