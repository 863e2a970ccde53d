namespace Seawall.Postgres.Sql;

internal sealed partial class ClauseTracker
{
    /// <summary>A word the analyzer knows. True if it turned out to be a name that does not belong to the statement's identity.</summary>
    public bool OnWord(SqlWords.Found found, in SqlToken token, ReadOnlySpan<byte> text)
    {
        SqlWord word = found.Word;
        ref ClauseFrame frame = ref _frames[_depth];
        if (_afterDot || _label || word == SqlWord.WriteFunction || _tooDeep > 0 || frame.State == ClauseState.TableDot)
        {
            bool forget = OnName(token, text);
            if (word == SqlWord.WriteFunction)
                _previous = word;
            return forget;
        }

        _other = true;
        if (_atomicDepth > 0 || frame.Verb == ClauseVerb.Routine)
            FollowRoutine(word);
        bool asName = frame.Verb != ClauseVerb.Routine && Word(ref frame, word, found.Traits, token, text);
        _beforePrevious = _previous;
        _previous = word;
        return asName;
    }

    private void FollowRoutine(SqlWord word) => _atomicDepth += word switch
    {
        SqlWord.Atomic when _previous == SqlWord.Begin => 1,
        SqlWord.Case when _atomicDepth > 0 => 1,
        SqlWord.End when _atomicDepth > 0 => -1,
        _ => 0,
    };

    private bool Word(ref ClauseFrame frame, SqlWord word, WordTraits traits, in SqlToken token, ReadOnlySpan<byte> text)
    {
        EndName(ref frame, SqlTokenKind.Word, word);
        if (isMySql && MySqlWord(ref frame, word))
            return false;
        switch (frame.State)
        {
            case ClauseState.Statement:
                if (!Starts(ref frame, word) && word is not (SqlWord.All or SqlWord.Distinct))
                {
                    frame.State = ClauseState.None;
                    Part(ref frame, word);
                }

                return false;
            case ClauseState.Table:
                return InTable(ref frame, word, traits, token, text);
            case ClauseState.CteName when word == SqlWord.Recursive && _previous == SqlWord.With:
                frame.Recursive = true;
                return false;
            case ClauseState.CteName:
                return Name(ref frame, token, text);
            case ClauseState.CteAs or ClauseState.CteBody or ClauseState.CteNext:
                InCte(ref frame, word);
                return false;
            case ClauseState.DdlHeader:
                InDdlHeader(ref frame, word);
                return false;
            case ClauseState.ExplainOptions:
                InExplain(ref frame, word);
                return false;
            case ClauseState.ObjectName:
                return InObjectName(ref frame, word, token, text);
            case ClauseState.Ending:
                InEnding(ref frame, word);
                return false;
            case ClauseState.LockStrength:
                _writes |= word is SqlWord.Update or SqlWord.Share or SqlWord.No or SqlWord.Key;
                frame.State = ClauseState.None;
                return false;
            default:
                Part(ref frame, word);
                return false;
        }
    }

    // A word between tables and expressions that begins another clause.
    private void Part(ref ClauseFrame frame, SqlWord word)
    {
        switch (word)
        {
            case SqlWord.From:
                From(ref frame);
                break;
            case SqlWord.Join when frame.InTableList:
                _joins++;
                Expect(ref frame, target: false, list: true);
                break;
            case SqlWord.Into:
                Into(ref frame);
                break;
            case SqlWord.Using when frame.Verb is ClauseVerb.Delete or ClauseVerb.Merge && !frame.UsingSeen:
                frame.UsingSeen = true;
                Expect(ref frame, target: false, list: true);
                break;
            case SqlWord.Where or SqlWord.Group or SqlWord.Having or SqlWord.Order or SqlWord.Limit or SqlWord.Offset or SqlWord.Fetch or SqlWord.Window
                or SqlWord.Returning:
                ShapeWord(ref frame, word);
                Leave(ref frame);
                break;
            case SqlWord.Set when frame.Verb is ClauseVerb.Update or ClauseVerb.Insert:
            case SqlWord.When when frame.Verb == ClauseVerb.Merge:
            case SqlWord.In when frame.Verb == ClauseVerb.Lock:
                Leave(ref frame);
                break;
            case SqlWord.All or SqlWord.Null when _previous == SqlWord.Limit && _depth == 0:
                _limited = false;
                break;
            case SqlWord.Union or SqlWord.Intersect or SqlWord.Except:
                Leave(ref frame);
                frame.State = ClauseState.Statement;
                frame.MayWrite = false;
                break;
            case SqlWord.For when frame.Verb == ClauseVerb.Declare && !frame.SelectSeen:
                frame.State = ClauseState.Statement;
                break;
            case SqlWord.For when frame.SelectSeen:
                Leave(ref frame);
                frame.State = ClauseState.LockStrength;
                break;
            case SqlWord.As when frame.Verb is ClauseVerb.Ddl or ClauseVerb.Prepare && !frame.SelectSeen:
                frame.State = ClauseState.Statement;
                frame.MayWrite = true;
                break;
            case SqlWord.As when frame.Verb != ClauseVerb.Routine:
                _label = true;
                break;
            case SqlWord.Select or SqlWord.With or SqlWord.Values or SqlWord.Table when frame.Verb == ClauseVerb.Insert && !frame.SelectSeen:
                Starts(ref frame, word);
                break;
            case SqlWord.References:
                Expect(ref frame, target: false, list: false);
                frame.MayHaveColumns = true;
                break;
            case SqlWord.On when frame.Verb == ClauseVerb.DdlIndex && !frame.TargetSeen:
                Expect(ref frame, target: true, list: false);
                frame.MayHaveColumns = frame.TargetSeen = true;
                break;
            case SqlWord.To when frame.Verb == ClauseVerb.Copy:
                _copyToServer = true;
                break;
            case SqlWord.Stdout when frame.Verb == ClauseVerb.Copy && _previous == SqlWord.To:
                _copyOut = true;
                break;
            case SqlWord.Analyze when frame.IsExplainOptions:
                _analyze = true;
                break;
            case SqlWord.False or SqlWord.Off when frame.IsExplainOptions && _previous == SqlWord.Analyze:
                _analyze = false;
                break;
        }
    }

    private void From(ref ClauseFrame frame)
    {
        bool distinctFrom = _previous == SqlWord.Distinct && _beforePrevious is SqlWord.Is or SqlWord.Not;
        if (distinctFrom)
            return;
        if (frame.Verb == ClauseVerb.Copy)
        {
            _writes = true;
            _tables.MarkWritten(_tables.Last);
        }
        else if (frame.Verb == ClauseVerb.Delete && !frame.TargetSeen)
        {
            frame.TargetSeen = true;
            Expect(ref frame, target: true, list: isMySql);
        }
        else if (frame.SelectSeen || frame.Verb == ClauseVerb.Update)
            Expect(ref frame, target: false, list: true);
    }

    private void Into(ref ClauseFrame frame)
    {
        if (frame.Verb is ClauseVerb.Insert or ClauseVerb.Merge && !frame.TargetSeen)
        {
            Expect(ref frame, target: true, list: false);
            frame.TargetSeen = true;
            frame.MayHaveColumns = frame.Verb == ClauseVerb.Insert;
        }
        else if (frame.SelectSeen && frame.Verb != ClauseVerb.Insert)
        {
            Expect(ref frame, target: true, list: false);
            _writes = true;
        }
    }

    private static void Expect(ref ClauseFrame frame, bool target, bool list)
    {
        frame.State = ClauseState.Table;
        frame.Target = target;
        frame.InTableList = list;
        frame.MayHaveColumns = false;
    }

    private static void Leave(ref ClauseFrame frame)
    {
        frame.State = ClauseState.None;
        frame.InTableList = false;
    }

    private bool InTable(ref ClauseFrame frame, SqlWord word, WordTraits traits, in SqlToken token, ReadOnlySpan<byte> text)
    {
        switch (word)
        {
            case SqlWord.Only or SqlWord.Lateral or SqlWord.Table:
            case SqlWord.Binary when frame.Verb == ClauseVerb.Copy:
            case SqlWord.Full or SqlWord.Freeze or SqlWord.Verbose or SqlWord.Analyze when frame.Verb == ClauseVerb.Vacuum:
            case SqlWord.Temp or SqlWord.Temporary or SqlWord.Unlogged when frame.Target && frame.SelectSeen:
            case SqlWord.If or SqlWord.Not or SqlWord.Exists when frame.Verb == ClauseVerb.Ddl:
                return false;
            case SqlWord.Select or SqlWord.With or SqlWord.Values when frame.Verb == ClauseVerb.None:
                frame.InTableList = frame.Target = false;
                frame.State = ClauseState.Statement;
                Starts(ref frame, word);
                return false;
            default:
                if ((traits & WordTraits.Reserved) == 0)
                    return Name(ref frame, token, text);
                frame.State = frame.InTableList ? ClauseState.TableTail : ClauseState.None;
                Part(ref frame, word);
                return false;
        }
    }

    private void InCte(ref ClauseFrame frame, SqlWord word)
    {
        if (word is SqlWord.Select or SqlWord.Insert or SqlWord.Update or SqlWord.Delete or SqlWord.Merge or SqlWord.Values or SqlWord.Table
            && frame.State != ClauseState.CteBody)
        {
            frame.State = ClauseState.Statement;
            Starts(ref frame, word);
        }
        else if (word == SqlWord.As && frame.State == ClauseState.CteAs)
            frame.State = ClauseState.CteBody;
    }

    private void InDdlHeader(ref ClauseFrame frame, SqlWord word)
    {
        switch (word)
        {
            case SqlWord.Or or SqlWord.Replace or SqlWord.Global or SqlWord.Local or SqlWord.Temp or SqlWord.Temporary or SqlWord.Unlogged
                or SqlWord.Foreign or SqlWord.Recursive or SqlWord.Materialized or SqlWord.Unique:
                break;
            case SqlWord.Table:
                Expect(ref frame, target: true, list: frame.InTableList);
                frame.MayHaveColumns = true;
                break;
            case SqlWord.Index:
                frame.Verb = ClauseVerb.DdlIndex;
                frame.State = ClauseState.None;
                break;
            case SqlWord.View:
                frame.State = ClauseState.None;
                break;
            case SqlWord.Function or SqlWord.Procedure:
                frame.Verb = ClauseVerb.Routine;
                frame.State = ClauseState.None;
                break;
            default:
                frame.Verb = ClauseVerb.Utility;
                frame.State = ClauseState.None;
                break;
        }
    }

    private void InExplain(ref ClauseFrame frame, SqlWord word)
    {
        if (word == SqlWord.Analyze)
            _analyze = true;
        else if (word != SqlWord.Verbose)
        {
            frame.State = ClauseState.Statement;
            frame.Verb = ClauseVerb.None;
            Starts(ref frame, word);
        }
    }

    private bool InObjectName(ref ClauseFrame frame, SqlWord word, in SqlToken token, ReadOnlySpan<byte> text)
    {
        bool fetch = frame.Verb == ClauseVerb.Fetch;
        switch (word)
        {
            case SqlWord.Savepoint or SqlWord.Prepare when _previous is SqlWord.Release or SqlWord.To or SqlWord.Deallocate:
            case SqlWord.Next or SqlWord.Prior or SqlWord.First or SqlWord.Last or SqlWord.Absolute or SqlWord.Relative or SqlWord.Forward
                or SqlWord.Backward or SqlWord.From or SqlWord.In when fetch:
                return false;
            case SqlWord.All:
                frame.State = fetch ? ClauseState.ObjectName : ClauseState.None;
                return false;
            case SqlWord.Transaction when Kind == StatementKind.Prepare:
                Kind = StatementKind.Other;
                frame.State = ClauseState.None;
                return false;
            default:
                return Name(ref frame, token, text);
        }
    }

    private void InEnding(ref ClauseFrame frame, SqlWord word)
    {
        switch (word)
        {
            case SqlWord.To when Kind == StatementKind.Rollback:
                Kind = StatementKind.RollbackTo;
                frame.State = ClauseState.ObjectName;
                break;
            case SqlWord.Prepared:
                Kind = StatementKind.Other;
                frame.State = ClauseState.None;
                break;
            case SqlWord.Transaction when Kind == StatementKind.Other:
                Kind = StatementKind.Begin;
                frame.State = ClauseState.None;
                break;
            case not (SqlWord.Work or SqlWord.Transaction):
                frame.State = ClauseState.None;
                break;
        }
    }
}
