namespace Seawall.Postgres.Sql;

/// <summary>What a token is, before any grammar.</summary>
public enum SqlTokenKind : byte
{
    /// <summary>An unquoted word: keyword or name.</summary>
    Word,

    /// <summary>A name in double quotes, also `U&amp;"…"`.</summary>
    QuotedName,

    /// <summary>A character string in any of its spellings, with its continuation lines.</summary>
    String,

    /// <summary>`B'…'` or `X'…'`.</summary>
    BitString,

    /// <summary>An unsigned number.</summary>
    Number,

    /// <summary>`$1`.</summary>
    Parameter,

    /// <summary>One operator, split as the server splits it.</summary>
    Operator,

    /// <summary>`(`.</summary>
    LeftParen,

    /// <summary>`)`.</summary>
    RightParen,

    /// <summary>`[`.</summary>
    LeftBracket,

    /// <summary>`]`.</summary>
    RightBracket,

    /// <summary>`,`.</summary>
    Comma,

    /// <summary>`;`.</summary>
    Semicolon,

    /// <summary>`.`.</summary>
    Dot,

    /// <summary>`..`.</summary>
    DotDot,

    /// <summary>`:`.</summary>
    Colon,

    /// <summary>`:=`.</summary>
    ColonEquals,

    /// <summary>`::`.</summary>
    Cast,

    /// <summary>`-- …` or `/* … */`, nested ones included.</summary>
    Comment,

    /// <summary>`/*+ … */`, which planners' extensions read.</summary>
    Hint,

    /// <summary>A byte that starts nothing.</summary>
    Other,
}

/// <summary>One token: its kind and where its bytes are in the statement.</summary>
public readonly record struct SqlToken(SqlTokenKind Kind, int Start, int Length)
{
    /// <summary>The offset of the first byte after the token.</summary>
    public int End => Start + Length;
}
