namespace Seawall.Postgres.Sql;

/// <summary>
/// Follows the clauses of one statement through its tokens: which tables it names, what kind it is, whether it changes anything.
/// No grammar, but PostgreSQL's reserved words part the clauses for it; at worst an unknown construct names a table too few.
/// </summary>
internal sealed partial class ClauseTracker(TableList tables, bool isMySql = false)
{
    private const int MaxDepth = 1024;
    private readonly TableList _tables = tables;
    private ClauseFrame[] _frames = new ClauseFrame[16];
    private int _depth;
    private int _tooDeep;
    private SqlWord _previous;
    private SqlWord _beforePrevious;
    private bool _label;
    private bool _afterDot;
    private bool _insideCte;
    private bool _analyze;
    private bool _copyOut;
    private bool _copyToServer;
    private bool _writes;
    private bool _other;
    private int _atomicDepth;

    /// <summary>What the statement does; Empty until its first word.</summary>
    public StatementKind Kind { get; private set; }

    /// <summary>True for a word that can be TRUE, FALSE or NULL the value: not a name's part, not `is null`, `not null` or `set null`.</summary>
    public bool MayBeConstant => !_afterDot && _previous is not (SqlWord.Is or SqlWord.Not or SqlWord.Set);

    /// <summary>True if nothing was read since the statement began.</summary>
    public bool IsEmpty => Kind == StatementKind.Empty && !_other;

    /// <summary>A semicolon here is part of the statement.</summary>
    public bool HoldsSemicolon => _depth > 0 || _tooDeep > 0 || _atomicDepth > 0 || (isMySql && _frames[0].Verb == ClauseVerb.Routine);

    /// <summary>Behind `in (` and `array[` equal neighbours fold.</summary>
    public bool OpensList(bool bracket) => bracket ? _previous == SqlWord.Array : _previous == SqlWord.In;

    public void BeginStatement()
    {
        _depth = _tooDeep = _atomicDepth = 0;
        _previous = _beforePrevious = SqlWord.None;
        _label = _afterDot = _insideCte = _analyze = _copyOut = _copyToServer = _writes = _other = false;
        Kind = StatementKind.Empty;
        BeginShape();
        _tables.HiddenCount = 0;
        _frames[0] = new ClauseFrame { State = ClauseState.Statement, MayWrite = true };
    }

    /// <summary>Ends the last clause; true if the statement changes no data, takes no lock of its own and wakes nobody.</summary>
    public bool EndStatement()
    {
        for (int i = _depth; i >= 0; i--)
            EndName(ref _frames[i], SqlTokenKind.Semicolon, SqlWord.None);
        if (_other && Kind == StatementKind.Empty)
            Kind = StatementKind.Other;
        EndShape();
        return Kind switch
        {
            StatementKind.Select or StatementKind.Prepare or StatementKind.Declare => !_writes,
            StatementKind.Explain => !_writes || !_analyze,
            StatementKind.Copy => !_writes && (!_copyToServer || _copyOut),
            StatementKind.Empty or StatementKind.Show or StatementKind.Begin or StatementKind.Commit or StatementKind.Rollback or StatementKind.Savepoint
                or StatementKind.Release or StatementKind.RollbackTo or StatementKind.Set or StatementKind.Reset or StatementKind.Deallocate
                or StatementKind.Close or StatementKind.Discard or StatementKind.Listen or StatementKind.Fetch => true,
            _ => false,
        };
    }

    /// <summary>Any token but words, names, dots, commas and parentheses.</summary>
    public void OnOther(SqlTokenKind kind)
    {
        if (_tooDeep > 0)
            return;
        ref ClauseFrame frame = ref _frames[_depth];
        if (frame.State != ClauseState.None)
            LeaveOn(ref frame, kind);
        _previous = SqlWord.None;
        _label = false;
        _other = true;
    }

    public void OnDot()
    {
        if (_tooDeep > 0)
            return;
        ref ClauseFrame frame = ref _frames[_depth];
        if (frame.State == ClauseState.TableName)
            frame.State = ClauseState.TableDot;
        else if (frame.State == ClauseState.Statement)
            frame.State = ClauseState.None;
        _afterDot = true;
        _previous = SqlWord.None;
        _other = true;
    }

    public void OnComma()
    {
        if (_tooDeep > 0)
            return;
        ref ClauseFrame frame = ref _frames[_depth];
        EndName(ref frame, SqlTokenKind.Comma, SqlWord.None);
        if (frame.State == ClauseState.CteNext)
            frame.State = ClauseState.CteName;
        else if (frame.InTableList)
        {
            frame.State = ClauseState.Table;
            if (frame.SelectSeen || frame.UsingSeen || frame.Verb is ClauseVerb.None or ClauseVerb.Update)
                _joins++;
        }
        else if (frame.State is ClauseState.Statement or ClauseState.Table)
            frame.State = ClauseState.None;
        _previous = SqlWord.None;
        _label = false;
        _other = true;
    }

    /// <summary>A left parenthesis or bracket; `lastWord` is the lower-cased text of the name before it, if it stands right behind one.</summary>
    public void OnOpen(bool bracket, ReadOnlySpan<byte> lastWord)
    {
        ref ClauseFrame frame = ref _frames[_depth];
        if (_previous == SqlWord.WriteFunction || (_previous == SqlWord.None && WriteFunctions.IsOne(lastWord)))
            _writes = true;
        EndName(ref frame, bracket ? SqlTokenKind.LeftBracket : SqlTokenKind.LeftParen, SqlWord.None);
        _label = false;
        _other = true;
        if (_depth + 1 >= MaxDepth || _tooDeep > 0)
        {
            // What is nested deeper is not read, so nothing good may be said of it.
            _tooDeep++;
            _writes = true;
            return;
        }

        var inner = new ClauseFrame { State = ClauseState.Statement, HiddenBefore = _tables.HiddenCount };
        switch (frame.State)
        {
            case ClauseState.Table when frame.Verb == ClauseVerb.Copy:
                inner.MayWrite = true;
                frame.State = ClauseState.None;
                break;
            case ClauseState.Table when frame.Verb != ClauseVerb.Vacuum:
                inner.State = ClauseState.Table;
                inner.InTableList = true;
                inner.Target = frame.Target;
                frame.State = frame.InTableList ? ClauseState.TableTail : ClauseState.None;
                break;
            case ClauseState.CteBody:
                inner.MayWrite = inner.IsCteBody = true;
                _insideCte = true;
                break;
            case ClauseState.ExplainOptions:
                inner.State = ClauseState.None;
                inner.IsExplainOptions = true;
                break;
            case ClauseState.Statement:
                frame.State = ClauseState.None;
                break;
        }

        if (bracket)
            inner.State = ClauseState.None;
        if (++_depth == _frames.Length)
            Array.Resize(ref _frames, _frames.Length * 2);
        _frames[_depth] = inner;
        _previous = SqlWord.None;
    }

    public void OnClose()
    {
        _previous = SqlWord.None;
        _label = false;
        _other = true;
        if (_tooDeep > 0)
        {
            _tooDeep--;
            return;
        }

        EndName(ref _frames[_depth], SqlTokenKind.RightParen, SqlWord.None);
        if (_depth == 0)
            return;
        bool cte = _frames[_depth].IsCteBody;
        bool listed = _frames[_depth] is { InTableList: true, SelectSeen: false, NamesTable: true };
        EndBlock(ref _frames[_depth], isTop: false);
        _tables.HiddenCount = _frames[_depth].HiddenBefore;
        ref ClauseFrame outer = ref _frames[--_depth];
        outer.NamesTable |= listed;
        if (!cte)
            return;
        _tables.Reveal(_tables.HiddenCount - 1);
        outer.State = ClauseState.CteNext;
        _insideCte = false;
        for (int i = _depth; i > 0 && !_insideCte; i--)
            _insideCte = _frames[i].IsCteBody;
    }

    /// <summary>A quoted name, or a word of no meaning. True if the name does not belong to the statement's identity.</summary>
    public bool OnName(in SqlToken token, ReadOnlySpan<byte> text)
    {
        if (_tooDeep > 0)
            return false;
        ref ClauseFrame frame = ref _frames[_depth];
        bool forget = false;
        if (frame.State != ClauseState.None)
            forget = Name(ref frame, token, text);
        _beforePrevious = _previous;
        _previous = SqlWord.None;
        _label = _afterDot = false;
        _other = true;
        return forget;
    }

    private bool Name(ref ClauseFrame frame, in SqlToken token, ReadOnlySpan<byte> text)
    {
        switch (frame.State)
        {
            case ClauseState.Table:
                _tables.Begin();
                _tables.Part(token, text);
                frame.State = ClauseState.TableName;
                return false;
            case ClauseState.TableDot:
                _tables.Part(token, text);
                frame.State = ClauseState.TableName;
                return false;
            case ClauseState.CteName when !_afterDot:
                _tables.Hide(token, text, frame.Recursive, frame.TablesBefore);
                frame.State = ClauseState.CteAs;
                return false;
            case ClauseState.ObjectName:
                frame.State = ClauseState.None;
                Subject = new SqlToken(token.Kind, token.Start, token.Length);
                return true;
            default:
                LeaveOn(ref frame, token.Kind);
                return false;
        }
    }

    /// <summary>The name of the savepoint, cursor, channel or prepared statement that the statement is about; length 0 if there is none.</summary>
    public SqlToken Subject { get; set; }

    // A name that waited to be told from a function; then the state for whatever stands behind it.
    private void EndName(ref ClauseFrame frame, SqlTokenKind next, SqlWord word)
    {
        if (frame.State is not (ClauseState.TableName or ClauseState.TableDot))
            return;
        bool function = next == SqlTokenKind.LeftParen && !frame.MayHaveColumns;
        bool rowsFrom = word == SqlWord.From && _tables.PendingIs("rows"u8);
        if (function || rowsFrom)
            _tables.Abandon();
        else
            frame.NamesTable |= _tables.Commit(frame.Target) && !frame.Target;
        frame.State = frame.InTableList ? ClauseState.TableTail : ClauseState.None;
    }

    private void LeaveOn(ref ClauseFrame frame, SqlTokenKind kind)
    {
        EndName(ref frame, kind, SqlWord.None);
        switch (frame.State)
        {
            case ClauseState.Statement:
            case ClauseState.ExplainOptions:
            case ClauseState.DdlHeader:
            case ClauseState.ObjectName when frame.Verb != ClauseVerb.Fetch:
            case ClauseState.Ending:
            case ClauseState.LockStrength:
                frame.State = ClauseState.None;
                break;
            case ClauseState.Table:
                frame.State = frame.InTableList ? ClauseState.TableTail : ClauseState.None;
                break;
        }
    }
}
