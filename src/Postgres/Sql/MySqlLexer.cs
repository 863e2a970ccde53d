using System.Runtime.CompilerServices;

namespace Seawall.Postgres.Sql;

/// <summary>
/// Cuts a statement into tokens as MySQL and MariaDB do (MySQL manual, "Language Structure"; sql/sql_lex.cc), over bytes and without allocation.
/// Every byte that is not white space belongs to exactly one token. What stands in a version comment, <c>/*!80000 … */</c> or <c>/*M! … */</c>,
/// is read as if it stood outside; its two ends are comments of their own.
/// </summary>
public ref struct MySqlLexer(ReadOnlySpan<byte> sql, SqlDialect dialect = SqlDialect.MySql)
{
    private readonly ReadOnlySpan<byte> _sql = sql;
    private readonly bool _backslashes = (dialect & SqlDialect.NoBackslashEscapes) == 0;
    private readonly bool _ansiQuotes = (dialect & SqlDialect.AnsiQuotes) != 0;
    private bool _inVersionComment;
    private int _at;

    /// <summary>True once a literal, quoted name or comment was still open at the end of the text.</summary>
    public bool Unterminated { get; private set; }

    /// <summary>Reads the next token; false at the end of the text.</summary>
    public bool Next(out SqlToken token)
    {
        ReadOnlySpan<byte> sql = _sql;
        int at = _at;
        while ((uint)at < (uint)sql.Length && CharClass.Of(sql[at]) == CharClass.Space)
            at = CharClass.BlankEnd(sql, at + 1);
        if ((uint)at >= (uint)sql.Length)
        {
            Unterminated |= _inVersionComment;
            _at = at;
            token = default;
            return false;
        }

        int start = at;
        SqlTokenKind kind;
        byte c = sql[at];
        switch (CharClass.Of(c))
        {
            case CharClass.Letter:
                kind = c == '_' ? IntroducedOrWord(ref at) : WordAt(ref at);
                break;
            case CharClass.PrefixLetter:
                kind = PrefixedOrWord(ref at);
                break;
            case CharClass.Dollar:
                kind = WordAt(ref at);
                break;
            case CharClass.Digit:
                kind = NumberOrWord(ref at);
                break;
            case CharClass.Punctuation:
                kind = CharClass.PunctuationKind(c);
                at++;
                break;
            case CharClass.Operator:
                kind = OperatorOrComment(ref at);
                break;
            case CharClass.Dot:
                kind = DotOrNumber(ref at);
                break;
            case CharClass.Quote:
                kind = SqlTokenKind.String;
                at = StringEnd(at);
                break;
            case CharClass.DoubleQuote:
                kind = _ansiQuotes ? SqlTokenKind.QuotedName : SqlTokenKind.String;
                at = _ansiQuotes ? QuotedNameEnd(at) : StringEnd(at);
                break;
            case CharClass.Colon:
                kind = Peek(at + 1) == '=' ? SqlTokenKind.ColonEquals : SqlTokenKind.Colon;
                at += kind == SqlTokenKind.Colon ? 1 : 2;
                break;
            default:
                // \N is NULL.
                kind = c == '\\' && Peek(at + 1) == 'N' ? SqlTokenKind.String : SqlTokenKind.Other;
                at += kind == SqlTokenKind.String ? 2 : 1;
                break;
        }

        _at = at;
        token = new SqlToken(kind, start, at - start);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte Peek(int at) => (uint)at < (uint)_sql.Length ? _sql[at] : (byte)0;

    private readonly SqlTokenKind WordAt(ref int at)
    {
        at = CharClass.WordEnd(_sql, at);
        return SqlTokenKind.Word;
    }

    // N'…', X'…', B'…': the prefix must touch the quote.
    private SqlTokenKind PrefixedOrWord(ref int at)
    {
        if (Peek(at + 1) == '\'')
        {
            switch (_sql[at] | 0x20)
            {
                case 'n':
                    at = StringEnd(at + 1);
                    return SqlTokenKind.String;
                case 'b' or 'x':
                    int close = _sql[(at + 2)..].IndexOf((byte)'\'');
                    at = close < 0 ? EndsOpen() : at + close + 3;
                    return SqlTokenKind.BitString;
            }
        }

        return WordAt(ref at);
    }

    // A character set in front of a literal, _utf8mb4'…' or _binary x'…', is part of the literal.
    private SqlTokenKind IntroducedOrWord(ref int at)
    {
        WordAt(ref at);
        int literal = at;
        while (CharClass.IsSpace(Peek(literal)))
            literal++;
        byte c = Peek(literal);
        if (c == '\'' || (c == '"' && !_ansiQuotes))
        {
            at = StringEnd(literal);
            return SqlTokenKind.String;
        }

        if ((c | 0x20) is 'x' or 'b' && Peek(literal + 1) == '\'')
        {
            at = literal;
            PrefixedOrWord(ref at);
            return SqlTokenKind.String;
        }

        return SqlTokenKind.Word;
    }

    // From the opening quote to behind the closing one. Strings parted by nothing but white space are one.
    private int StringEnd(int at)
    {
        byte quote = _sql[at++];
        while (true)
        {
            ReadOnlySpan<byte> rest = _sql[at..];
            int hit = _backslashes ? rest.IndexOfAny(quote, (byte)'\\') : rest.IndexOf(quote);
            if (hit < 0)
                return EndsOpen();
            at += hit + 1;
            if (rest[hit] == '\\')
            {
                at = Math.Min(at + 1, _sql.Length);
                continue;
            }

            byte next = Peek(at);
            if (next == quote)
            {
                at++;
                continue;
            }

            if (!CharClass.IsSpace(next))
                return at;
            int resumed = at + 1;
            while (CharClass.IsSpace(Peek(resumed)))
                resumed++;
            byte again = Peek(resumed);
            if (again != '\'' && (again != '"' || _ansiQuotes))
                return at;
            quote = again;
            at = resumed + 1;
        }
    }

    private int QuotedNameEnd(int at)
    {
        byte quote = _sql[at++];
        while (true)
        {
            int hit = _sql[at..].IndexOf(quote);
            if (hit < 0)
                return EndsOpen();
            at += hit + 1;
            if (Peek(at) != quote)
                return at;
            at++;
        }
    }

    // 0x… and 0b…, whole and broken numbers; but digits that run on into letters are a name, as in 2024_sales or 1st.
    private readonly SqlTokenKind NumberOrWord(ref int at)
    {
        ReadOnlySpan<byte> sql = _sql;
        int end = at;
        if (sql[at] == '0' && Peek(at + 1) is (byte)'x' or (byte)'b')
        {
            end = CharClass.WordEnd(sql, at + 2);
            bool digits = end > at + 2;
            foreach (byte c in sql[(at + 2)..end])
                digits &= sql[at + 1] == 'x' ? char.IsAsciiHexDigit((char)c) : c is (byte)'0' or (byte)'1';
            at = end;
            return digits ? SqlTokenKind.Number : SqlTokenKind.Word;
        }

        end = Digits(end);
        byte next = Peek(end);
        if (next == '.')
            end = Digits(end + 1);
        else if (CharClass.IsWordPart(next) && Exponent(end) == end)
            return WordAt(ref at);
        at = Exponent(end);
        return SqlTokenKind.Number;
    }

    private readonly int Exponent(int at)
    {
        if ((Peek(at) | 0x20) != 'e')
            return at;
        int digit = Peek(at + 1) is (byte)'+' or (byte)'-' ? at + 2 : at + 1;
        return CharClass.IsDigit(Peek(digit)) ? Digits(digit) : at;
    }

    private readonly int Digits(int at)
    {
        ReadOnlySpan<byte> sql = _sql;
        while ((uint)at < (uint)sql.Length && CharClass.IsDigit(sql[at]))
            at++;
        return at;
    }

    // Behind a name a dot parts names even where a digit follows.
    private readonly SqlTokenKind DotOrNumber(ref int at)
    {
        if (CharClass.IsDigit(Peek(at + 1)) && (at == 0 || !(CharClass.IsWordPart(_sql[at - 1]) || _sql[at - 1] == '`')))
        {
            at = Exponent(Digits(at + 1));
            return SqlTokenKind.Number;
        }

        at++;
        return SqlTokenKind.Dot;
    }

    private SqlTokenKind OperatorOrComment(ref int at)
    {
        byte next = Peek(at + 1);
        switch (_sql[at])
        {
            case (byte)'`':
                at = QuotedNameEnd(at);
                return SqlTokenKind.QuotedName;
            case (byte)'@':
                return Variable(ref at);
            case (byte)'?':
                at++;
                return SqlTokenKind.Parameter;
            case (byte)'#':
            case (byte)'-' when next == '-' && (at + 2 >= _sql.Length || Peek(at + 2) <= ' '):
                int line = _sql[at..].IndexOf((byte)'\n');
                at = line < 0 ? _sql.Length : at + line;
                return SqlTokenKind.Comment;
            case (byte)'/' when next == '*':
                return Comment(ref at);
            case (byte)'*' when next == '/' && _inVersionComment:
                _inVersionComment = false;
                at += 2;
                return SqlTokenKind.Comment;
            case (byte)'<' when next == '=' && Peek(at + 2) == '>':
            case (byte)'-' when next == '>' && Peek(at + 2) == '>':
                at += 3;
                return SqlTokenKind.Operator;
            case (byte)'<' when next is (byte)'=' or (byte)'>' or (byte)'<':
            case (byte)'>' when next is (byte)'=' or (byte)'>':
            case (byte)'!' when next == '=':
            case (byte)'&' when next == '&':
            case (byte)'|' when next == '|':
            case (byte)'-' when next == '>':
                at += 2;
                return SqlTokenKind.Operator;
            default:
                at++;
                return SqlTokenKind.Operator;
        }
    }

    // @name, @'name', @@name; a lone @ parts the user from the host of an account.
    private SqlTokenKind Variable(ref int at)
    {
        int name = Peek(at + 1) == '@' ? at + 2 : at + 1;
        byte c = Peek(name);
        if (CharClass.IsWordPart(c))
        {
            at = CharClass.WordEnd(_sql, name);
            return SqlTokenKind.Word;
        }

        bool account = at > 0 && _sql[at - 1] is (byte)'\'' or (byte)'"' or (byte)'`';
        if (c is (byte)'\'' or (byte)'"' or (byte)'`' && !account)
        {
            at = QuotedNameEnd(name);
            return SqlTokenKind.Word;
        }

        at++;
        return SqlTokenKind.Operator;
    }

    private SqlTokenKind Comment(ref int at)
    {
        int mark = Peek(at + 2) == 'M' ? at + 3 : at + 2;
        if (Peek(mark) == '!')
        {
            // Five digits or six name the first version that reads it; what is younger than the server is rare enough to be read as well.
            at = Math.Min(Digits(mark + 1), mark + 7);
            _inVersionComment = true;
            return SqlTokenKind.Comment;
        }

        SqlTokenKind kind = Peek(at + 2) == '+' ? SqlTokenKind.Hint : SqlTokenKind.Comment;
        int end = _sql[(at + 2)..].IndexOf("*/"u8);
        at = end < 0 ? EndsOpen() : at + end + 4;
        return kind;
    }

    private int EndsOpen()
    {
        Unterminated = true;
        return _sql.Length;
    }
}
