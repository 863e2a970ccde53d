namespace Seawall.Postgres.Sql;

/// <summary>
/// Reads a text of one or more statements once and tells its identity, kind, tables, and tags. One instance belongs to one thread;
/// every span it hands out lives until the next <see cref="Analyze"/>. After warm-up it allocates nothing.
/// </summary>
/// <remarks>
/// The fingerprint does not depend on spacing, case, comments, constants, bound parameters, the length of IN lists, ARRAY[…] and VALUES, the
/// number of equal statements in a row, digits of two places and more in names, or the names of cursors, savepoints and prepared statements.
/// It needs no catalog, so it is the same on every server and after every change of a table.
/// </remarks>
public sealed class StatementAnalyzer
{
    private readonly SqlDialect _dialect;
    private readonly NormalizedText _text;
    private readonly TableList _tables = new();
    private readonly CommentTags _tags = new();
    private readonly ClauseTracker _clauses;
    private byte[] _subject = new byte[64];
    private int _subjectLength;
    private ulong _kinds;
    private bool _listOpened;
    private bool _signWaits;
    private bool _nameBefore;
    private bool _statementEnded;
    private bool _likeOperator;
    private readonly byte[] _sign = new byte[1];

    /// <summary>An analyzer that has read nothing yet; texts are cut by the dialect's rules.</summary>
    public StatementAnalyzer(SqlDialect dialect = SqlDialect.Postgres)
    {
        _dialect = dialect;
        _text = new NormalizedText(dialect == SqlDialect.Postgres ? SqlWords.Table : MySqlWords.Table);
        _clauses = new ClauseTracker(_tables, isMySql: dialect != SqlDialect.Postgres);
        Analyze(default);
    }

    /// <summary>XXH3-64 of the normalised text.</summary>
    public ulong Fingerprint { get; private set; }

    /// <summary>The text with constants as `?`; at most the first 256 KiB of it, though the fingerprint covers all.</summary>
    public ReadOnlySpan<byte> Normalized => _text.Span;

    /// <summary>The kind of the strictest statement.</summary>
    public StatementKind Kind { get; private set; }

    /// <summary>How many statements that are not empty.</summary>
    public int StatementCount { get; private set; }

    /// <summary>
    /// True if no statement changes data, locks rows or tables, notifies, or takes an advisory lock as far as its text tells; a function
    /// of the user's own may still do so (`pg_proc.provolatile` on the server knows). EXECUTE and CALL count as changing.
    /// </summary>
    public bool IsReadOnly { get; private set; }

    /// <summary>How many different tables are named.</summary>
    public int TableCount => _tables.Count;

    /// <summary>True if the text was cut off in the middle of a literal or comment.</summary>
    public bool IsUnterminated { get; private set; }

    /// <summary>The name, unquoted, of the prepared statement, cursor, savepoint or channel the last such statement is about.</summary>
    public ReadOnlySpan<byte> Subject => _subject.AsSpan(0, _subjectLength);

    /// <summary>What the form of the statements tells of their cost.</summary>
    public SqlShape Shape { get; private set; }

    /// <summary>Identity, kind and read-only in one value.</summary>
    public StatementFacts Facts => new(Fingerprint, Kind, IsReadOnly, StatementCount);

    /// <summary>The table as its name has to be written at least: lower-cased unless quoted, with its schema if the text has it.</summary>
    public ReadOnlySpan<byte> Table(int index) => _tables[index];

    /// <summary>True if the table is changed, not only read.</summary>
    public bool TableIsWritten(int index) => _tables.IsWritten(index);

    /// <summary>True if one of the statements is of this kind.</summary>
    public bool Contains(StatementKind kind) => (_kinds >> (int)kind & 1) != 0;

    /// <summary>The decoded value of a sqlcommenter tag; empty if there is none.</summary>
    public ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> key) => _tags[key];

    /// <summary>Reads a text; strings and encoding as told matter to PostgreSQL's dialect only.</summary>
    public void Analyze(ReadOnlySpan<byte> sql, bool standardConformingStrings = true, SqlEncoding encoding = SqlEncoding.AsciiSafe)
    {
        Clear();
        if (_dialect != SqlDialect.Postgres)
        {
            AnalyzeMySql(sql);
            return;
        }

        var lexer = new SqlLexer(sql, standardConformingStrings, encoding);
        while (lexer.Next(out SqlToken token))
            Take(token, sql);
        EndStatement(sql);
        IsUnterminated = lexer.Unterminated;
        Fingerprint = _text.Hash;
    }

    private void AnalyzeMySql(ReadOnlySpan<byte> sql)
    {
        var lexer = new MySqlLexer(sql, _dialect);
        while (lexer.Next(out SqlToken token))
            Take(token, sql);
        EndStatement(sql);
        IsUnterminated = lexer.Unterminated;
        Fingerprint = _text.Hash;
    }

    private void Clear()
    {
        _text.Clear();
        _tables.Clear();
        _tags.Clear();
        _clauses.Subject = default;
        _clauses.BeginStatement();
        _listOpened = _signWaits = _nameBefore = _statementEnded = false;
        _kinds = 0;
        _subjectLength = StatementCount = 0;
        Kind = StatementKind.Empty;
        Shape = default;
        _likeOperator = false;
        IsReadOnly = true;
    }

    private void Take(in SqlToken token, ReadOnlySpan<byte> sql)
    {
        if (token.Kind == SqlTokenKind.Comment)
        {
            _tags.Keep(sql.Slice(token.Start, token.Length));
            return;
        }

        if (_statementEnded | _signWaits)
            BeforeToken(token.Kind);
        bool nameBefore = _nameBefore;
        bool listOpened = _listOpened;
        bool likeOperator = _likeOperator;
        _nameBefore = _listOpened = _likeOperator = false;
        switch (token.Kind)
        {
            case SqlTokenKind.Word:
                TakeWord(token, sql, listOpened);
                break;
            case SqlTokenKind.Comma:
                _clauses.OnComma();
                _text.Comma();
                break;
            case SqlTokenKind.String or SqlTokenKind.BitString or SqlTokenKind.Number or SqlTokenKind.Parameter:
                if (token.Kind == SqlTokenKind.String && (_clauses.FollowsLike | likeOperator) && LikePattern.BeginsWithWildcard(sql.Slice(token.Start, token.Length)))
                    _clauses.NoteWildcard();
                _clauses.OnOther(token.Kind);
                _text.Constant();
                break;
            case SqlTokenKind.Dot:
                _clauses.OnDot();
                _text.Tight("."u8);
                break;
            case SqlTokenKind.LeftParen or SqlTokenKind.LeftBracket:
                TakeOpen(token.Kind == SqlTokenKind.LeftBracket, nameBefore);
                break;
            case SqlTokenKind.RightParen or SqlTokenKind.RightBracket:
                _clauses.OnClose();
                _text.Close(token.Kind == SqlTokenKind.RightBracket);
                break;
            case SqlTokenKind.QuotedName:
                TakeQuotedName(token, sql.Slice(token.Start, token.Length));
                break;
            case SqlTokenKind.Cast or SqlTokenKind.Colon or SqlTokenKind.DotDot:
                _clauses.OnOther(token.Kind);
                _text.Tight(sql.Slice(token.Start, token.Length));
                break;
            case SqlTokenKind.Semicolon:
                TakeSemicolon(sql);
                break;
            case SqlTokenKind.Hint:
                _text.Hint(sql.Slice(token.Start, token.Length));
                break;
            default:
                TakeOperator(token, sql.Slice(token.Start, token.Length));
                break;
        }
    }

    // What waited for the next token: the semicolon between two statements, a sign that may belong to a number.
    private void BeforeToken(SqlTokenKind next)
    {
        if (_statementEnded && next != SqlTokenKind.Semicolon)
        {
            _statementEnded = false;
            _text.Semicolon();
        }

        if (_signWaits)
            EndSign(next);
    }

    private void TakeOpen(bool bracket, bool nameBefore)
    {
        bool list = _clauses.OpensList(bracket);
        _clauses.OnOpen(bracket, nameBefore ? _text.LastWord : default);
        _listOpened = _text.Open(bracket, list);
    }

    private void TakeWord(in SqlToken token, ReadOnlySpan<byte> sql, bool listOpened)
    {
        SqlWords.Found found = _text.Word(sql, token.Start, token.Length);
        _nameBefore = true;
        bool forget;
        if (found.Word == SqlWord.None)
            forget = _clauses.OnName(token, sql.Slice(token.Start, token.Length));
        else
        {
            if (listOpened && found.Word is SqlWord.Select or SqlWord.With or SqlWord.Values or SqlWord.Table)
                _text.NotAList();
            if (found.Word is SqlWord.Null or SqlWord.True or SqlWord.False && _clauses.MayBeConstant)
                _text.WordIsConstant();
            if (found.Word == SqlWord.Value && _clauses.TakesRows)
                _text.WordIsValues();
            forget = _clauses.OnWord(found, token, sql.Slice(token.Start, token.Length));
        }

        if (forget)
            _text.ForgetName();
    }

    private void TakeQuotedName(in SqlToken token, ReadOnlySpan<byte> text)
    {
        SqlWords.Found found = _text.QuotedName(text);
        _nameBefore = true;
        if (found.Word == SqlWord.WriteFunction ? _clauses.OnWord(found, token, text) : _clauses.OnName(token, text))
            _text.ForgetName();
    }

    private void TakeOperator(in SqlToken token, ReadOnlySpan<byte> text)
    {
        _clauses.OnOther(token.Kind);
        _likeOperator = LikePattern.IsOperator(text);
        _signWaits = text.Length == 1 && text[0] is (byte)'-' or (byte)'+' && _text.SignIsUnary;
        if (_signWaits)
            _sign[0] = text[0];
        else
            _text.Operator(text);
    }

    private void EndSign(SqlTokenKind next)
    {
        _signWaits = false;
        if (next != SqlTokenKind.Number)
            _text.Operator(_sign);
    }

    private void TakeSemicolon(ReadOnlySpan<byte> sql)
    {
        if (_clauses.HoldsSemicolon)
        {
            _clauses.OnOther(SqlTokenKind.Semicolon);
            _text.Semicolon();
        }
        else
            EndStatement(sql);
    }

    private void EndStatement(ReadOnlySpan<byte> sql)
    {
        if (_clauses.IsEmpty)
            return;
        if (_signWaits)
            EndSign(SqlTokenKind.Semicolon);
        IsReadOnly &= _clauses.EndStatement();
        Shape = StatementCount == 0 ? _clauses.Shape : Shape.With(_clauses.Shape);
        KeepSubject(sql);
        _kinds |= 1UL << (int)_clauses.Kind;
        if (_clauses.Kind > Kind)
            Kind = _clauses.Kind;
        StatementCount++;
        _text.EndStatement();
        _statementEnded = true;
        _listOpened = _nameBefore = false;
        _clauses.BeginStatement();
    }

    private void KeepSubject(ReadOnlySpan<byte> sql)
    {
        SqlToken subject = _clauses.Subject;
        if (subject.Length == 0)
            return;
        if (_subject.Length < subject.Length)
            _subject = new byte[subject.Length];
        _subjectLength = QuotedNames.WriteValue(subject, sql.Slice(subject.Start, subject.Length), _subject);
        _clauses.Subject = default;
    }
}
