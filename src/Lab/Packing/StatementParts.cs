using Seawall.Postgres.Sql;

namespace Seawall.Lab.Packing;

/// <summary>Splits a text at its semicolons.</summary>
internal ref struct StatementParts(ReadOnlySpan<byte> sql)
{
    private readonly ReadOnlySpan<byte> _sql = sql;
    private SqlLexer _lexer = new(sql);

    public bool Next(out StatementPart part)
    {
        int start = -1;
        int end = 0;
        int words = 0;
        Span<Range> found = stackalloc Range[StatementPart.Words];
        bool head = true;
        while (_lexer.Next(out SqlToken token))
        {
            if (token.Kind is SqlTokenKind.Comment or SqlTokenKind.Hint)
            {
                continue;
            }

            if (token.Kind == SqlTokenKind.Semicolon)
            {
                if (start >= 0)
                {
                    break;
                }

                continue;
            }

            start = start < 0 ? token.Start : start;
            end = token.End;
            head &= token.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;
            if (head && words < found.Length)
            {
                found[words++] = token.Start..token.End;
            }
        }

        part = start < 0 ? default : new StatementPart(_sql, start..end, found[..words]);
        return start >= 0;
    }
}

/// <summary>One statement of a text and the words it opens with.</summary>
internal readonly ref struct StatementPart
{
    public const int Words = 4;

    private readonly ReadOnlySpan<byte> _sql;
    private readonly Range _first;
    private readonly Range _second;
    private readonly Range _third;
    private readonly Range _fourth;

    public StatementPart(ReadOnlySpan<byte> sql, Range text, scoped ReadOnlySpan<Range> words)
    {
        _sql = sql;
        Text = sql[text];
        _first = words.Length > 0 ? words[0] : default;
        _second = words.Length > 1 ? words[1] : default;
        _third = words.Length > 2 ? words[2] : default;
        _fourth = words.Length > 3 ? words[3] : default;
    }

    public ReadOnlySpan<byte> Text { get; }

    /// <summary>The word at that place of the opening run of words, empty past it.</summary>
    public ReadOnlySpan<byte> Word(int index) => index switch
    {
        0 => Of(_first),
        1 => Of(_second),
        2 => Of(_third),
        3 => Of(_fourth),
        _ => default,
    };

    private ReadOnlySpan<byte> Of(Range range) => range.Equals(default) ? default : _sql[range];
}
