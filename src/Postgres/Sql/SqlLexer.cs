namespace Seawall.Postgres.Sql;

/// <summary>
/// Cuts a statement into tokens as PostgreSQL's own scanner does (src/backend/parser/scan.l), over bytes and without allocation.
/// Every byte that is not white space belongs to exactly one token; text that ends inside a literal or comment ends the token there.
/// </summary>
public ref struct SqlLexer(ReadOnlySpan<byte> sql, bool standardConformingStrings = true, SqlEncoding encoding = SqlEncoding.AsciiSafe)
{
    private readonly ReadOnlySpan<byte> _sql = sql;
    private readonly bool _backslashes = !standardConformingStrings;
    private readonly SqlEncoding _encoding = encoding;
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
                kind = SqlTokenKind.Word;
                at = Word(at);
                break;
            case CharClass.PrefixLetter:
                kind = PrefixedOrWord(ref at);
                break;
            case CharClass.Digit:
                kind = SqlTokenKind.Number;
                at = Number(at);
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
                at = StringEnd(at + 1, _backslashes);
                break;
            case CharClass.DoubleQuote:
                kind = SqlTokenKind.QuotedName;
                at = QuotedNameEnd(at + 1);
                break;
            case CharClass.Dollar:
                kind = ParameterOrDollarString(ref at);
                break;
            case CharClass.Colon:
                kind = ColonOrLonger(ref at);
                break;
            default:
                kind = SqlTokenKind.Other;
                at++;
                break;
        }

        _at = at;
        token = new SqlToken(kind, start, at - start);
        return true;
    }

    private readonly byte Peek(int at) => (uint)at < (uint)_sql.Length ? _sql[at] : (byte)0;

    private readonly int Word(int at)
    {
        if (_encoding == SqlEncoding.AsciiSafe)
            return CharClass.WordEnd(_sql, at);
        while (at < _sql.Length && CharClass.IsWordPart(_sql[at]))
            at += SqlEncodings.IsLead(_encoding, _sql[at]) && at + 1 < _sql.Length ? 2 : 1;
        return at;
    }

    // E'…', N'…', B'…', X'…', U&'…', U&"…": the prefix must touch the quote.
    private SqlTokenKind PrefixedOrWord(ref int at)
    {
        byte next = Peek(at + 1);
        if (next == '\'')
        {
            switch (_sql[at] | 0x20)
            {
                case 'e':
                    at = StringEnd(at + 2, backslashes: true);
                    return SqlTokenKind.String;
                case 'n':
                    at = StringEnd(at + 2, _backslashes);
                    return SqlTokenKind.String;
                case 'b' or 'x':
                    at = StringEnd(at + 2, backslashes: false);
                    return SqlTokenKind.BitString;
            }
        }
        else if (next == '&' && (_sql[at] | 0x20) == 'u' && Peek(at + 2) is (byte)'\'' or (byte)'"')
        {
            bool text = _sql[at + 2] == '\'';
            at = UnicodeEscapeClause(text ? StringEnd(at + 3, backslashes: false) : QuotedNameEnd(at + 3));
            return text ? SqlTokenKind.String : SqlTokenKind.QuotedName;
        }

        at = Word(at);
        return SqlTokenKind.Word;
    }

    // From behind the opening quote to behind the closing one. Strings parted by white space with a line end are one.
    private int StringEnd(int at, bool backslashes)
    {
        while (true)
        {
            ReadOnlySpan<byte> rest = _sql[at..];
            int hit = backslashes ? rest.IndexOfAny((byte)'\'', (byte)'\\') : rest.IndexOf((byte)'\'');
            if (hit < 0)
                return EndsOpen();
            at += hit + 1;
            if (rest[hit] == '\\')
            {
                at = _encoding != SqlEncoding.AsciiSafe && IsTrail(at - 1) ? at : Math.Min(at + 1, _sql.Length);
                continue;
            }

            byte next = Peek(at);
            if (next == '\'')
                at++;
            else if (Continuation(at, next) is var resumed && resumed > 0)
                at = resumed;
            else
                return at;
        }
    }

    // Only a walk from a byte that is surely not a lead tells whether a byte is the second of its character.
    private readonly bool IsTrail(int at)
    {
        int first = at;
        while (first > 0 && _sql[first - 1] >= 0x80)
            first--;
        while (first < at)
            first += SqlEncodings.IsLead(_encoding, _sql[first]) ? 2 : 1;
        return first > at;
    }

    // Behind the quote that opens the continuation, or 0.
    private readonly int Continuation(int at, byte next)
    {
        if (next is not ((byte)'\n' or (byte)'\r') && !(next == '-' || CharClass.IsSpace(next)))
            return 0;
        bool line = false;
        while (at < _sql.Length)
        {
            byte c = _sql[at];
            if (CharClass.IsSpace(c))
            {
                line |= c is (byte)'\n' or (byte)'\r';
                at++;
            }
            else if (c == '-' && Peek(at + 1) == '-')
                at = LineEnd(at);
            else
                return line && c == '\'' ? at + 1 : 0;
        }

        return 0;
    }

    private int QuotedNameEnd(int at)
    {
        while (true)
        {
            int hit = _sql[at..].IndexOf((byte)'"');
            if (hit < 0)
                return EndsOpen();
            at += hit + 1;
            if (Peek(at) != '"')
                return at;
            at++;
        }
    }

    // U&'…' UESCAPE '!' is one literal.
    private int UnicodeEscapeClause(int end)
    {
        int at = SkipBlank(end);
        ReadOnlySpan<byte> rest = _sql[at..];
        if (rest.Length < 8 || !System.Text.Ascii.EqualsIgnoreCase(rest[..7], "uescape"u8) || CharClass.IsWordPart(rest[7]))
            return end;
        at = SkipBlank(at + 7);
        return Peek(at) == '\'' ? StringEnd(at + 1, backslashes: false) : end;
    }

    private readonly int SkipBlank(int at)
    {
        while (at < _sql.Length)
        {
            if (CharClass.IsSpace(_sql[at]))
                at++;
            else if (_sql[at] == '-' && Peek(at + 1) == '-')
                at = LineEnd(at);
            else if (_sql[at] == '/' && Peek(at + 1) == '*')
                at = BlockEnd(at, out _);
            else
                break;
        }

        return at;
    }

    private SqlTokenKind ParameterOrDollarString(ref int at)
    {
        int end = at + 1;
        byte next = Peek(end);
        if (CharClass.IsDigit(next))
        {
            while (CharClass.IsDigit(Peek(end)))
                end++;
            at = end;
            return SqlTokenKind.Parameter;
        }

        if (CharClass.IsWordStart(next))
        {
            do
                end += SqlEncodings.IsLead(_encoding, _sql[end]) && end + 1 < _sql.Length ? 2 : 1;
            while (end < _sql.Length && _sql[end] != '$' && CharClass.IsWordPart(_sql[end]));
        }

        if (Peek(end) != '$')
        {
            at++;
            return SqlTokenKind.Other;
        }

        ReadOnlySpan<byte> delimiter = _sql[at..(end + 1)];
        int body = end + 1;
        int close = _sql[body..].IndexOf(delimiter);
        at = close < 0 ? EndsOpen() : body + close + delimiter.Length;
        return SqlTokenKind.String;
    }

    private readonly int Number(int at)
    {
        ReadOnlySpan<byte> sql = _sql;
        if (sql[at] == '0' && (Peek(at + 1) | 0x20) is 'x' or 'o' or 'b' && (char.IsAsciiHexDigit((char)Peek(at + 2)) || Peek(at + 2) == '_'))
        {
            at += 2;
            while (char.IsAsciiHexDigit((char)Peek(at)) || Peek(at) == '_')
                at++;
            return at;
        }

        at = Digits(at);
        if (Peek(at) == '.' && Peek(at + 1) != '.')
            at = Digits(at + 1);
        return Exponent(at);
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
        while (true)
        {
            while ((uint)at < (uint)sql.Length && CharClass.IsDigit(sql[at]))
                at++;
            if (Peek(at) != '_' || !CharClass.IsDigit(Peek(at + 1)))
                return at;
            at++;
        }
    }

    private readonly SqlTokenKind DotOrNumber(ref int at)
    {
        byte next = Peek(at + 1);
        if (CharClass.IsDigit(next))
        {
            at = Exponent(Digits(at + 1));
            return SqlTokenKind.Number;
        }

        at += next == '.' ? 2 : 1;
        return next == '.' ? SqlTokenKind.DotDot : SqlTokenKind.Dot;
    }

    private readonly SqlTokenKind ColonOrLonger(ref int at)
    {
        byte next = Peek(at + 1);
        at += next is (byte)':' or (byte)'=' ? 2 : 1;
        return next switch { (byte)':' => SqlTokenKind.Cast, (byte)'=' => SqlTokenKind.ColonEquals, _ => SqlTokenKind.Colon };
    }

    // An operator ends where a comment starts; a trailing sign belongs to it only if it holds one of ~ ! @ # ^ & | ` ? %.
    private SqlTokenKind OperatorOrComment(ref int at)
    {
        int start = at;
        byte c = _sql[at];
        byte next = Peek(at + 1);
        if (CharClass.Of(next) != CharClass.Operator)
        {
            at++;
            return SqlTokenKind.Operator;
        }

        if (c == '-' && next == '-')
        {
            at = LineEnd(at);
            return SqlTokenKind.Comment;
        }

        if (c == '/' && next == '*')
        {
            at = BlockEnd(at, out bool open);
            Unterminated |= open;
            return Peek(start + 2) == '+' ? SqlTokenKind.Hint : SqlTokenKind.Comment;
        }

        bool special = false;
        while (at < _sql.Length && CharClass.Of(_sql[at]) == CharClass.Operator)
        {
            byte o = _sql[at];
            byte follow = Peek(at + 1);
            if ((o == '-' && follow == '-') || (o == '/' && follow == '*'))
                break;
            special |= o is (byte)'~' or (byte)'!' or (byte)'@' or (byte)'#' or (byte)'^' or (byte)'&' or (byte)'|' or (byte)'`' or (byte)'?' or (byte)'%';
            at++;
        }

        while (!special && at - start > 1 && _sql[at - 1] is (byte)'+' or (byte)'-')
            at--;
        return SqlTokenKind.Operator;
    }

    private readonly int LineEnd(int at)
    {
        int hit = _sql[at..].IndexOfAny((byte)'\n', (byte)'\r');
        return hit < 0 ? _sql.Length : at + hit;
    }

    private readonly int BlockEnd(int at, out bool open)
    {
        int depth = 1;
        at += 2;
        while (depth > 0)
        {
            int hit = _sql[at..].IndexOfAny((byte)'*', (byte)'/');
            if (hit < 0)
            {
                open = true;
                return _sql.Length;
            }

            at += hit;
            if (_sql[at] == '*' && Peek(at + 1) == '/')
                (depth, at) = (depth - 1, at + 2);
            else if (_sql[at] == '/' && Peek(at + 1) == '*')
                (depth, at) = (depth + 1, at + 2);
            else
                at++;
        }

        open = false;
        return at;
    }

    private int EndsOpen()
    {
        Unterminated = true;
        return _sql.Length;
    }
}
