namespace Seawall.Postgres.Sql;

internal sealed partial class ClauseTracker
{
    // Takes the word as a statement's first one if it can be; false leaves everything as it was.
    private bool Starts(ref ClauseFrame frame, SqlWord word)
    {
        switch (word)
        {
            case SqlWord.Select:
                if (frame.SelectSeen)
                    EndBlock(ref frame, _depth == 0);
                Enter(ref frame, StatementKind.Select, ClauseVerb.Select);
                frame.SelectSeen = true;
                frame.InTableList = false;
                return true;
            case SqlWord.Values:
                Enter(ref frame, StatementKind.Select, ClauseVerb.Values);
                return true;
            case SqlWord.Table:
                Enter(ref frame, StatementKind.Select, ClauseVerb.Select);
                Expect(ref frame, target: false, list: false);
                return true;
            case SqlWord.With:
                frame.State = ClauseState.CteName;
                frame.Recursive = false;
                frame.TablesBefore = _tables.Count;
                return true;
            case SqlWord.Insert or SqlWord.Update or SqlWord.Delete or SqlWord.Merge when frame.MayWrite:
                Write(ref frame, word);
                return true;
            default:
                return _depth == 0 && frame.Verb == ClauseVerb.None && StartsUtility(ref frame, word);
        }
    }

    private void Enter(ref ClauseFrame frame, StatementKind kind, ClauseVerb verb)
    {
        if (Kind == StatementKind.Empty && !_insideCte)
            Kind = kind;
        if (frame.Verb is ClauseVerb.None or ClauseVerb.Explain or ClauseVerb.Values)
            frame.Verb = verb;
        frame.State = ClauseState.None;
    }

    private void Write(ref ClauseFrame frame, SqlWord word)
    {
        _writes = true;
        (StatementKind kind, ClauseVerb verb) = word switch
        {
            SqlWord.Insert => (StatementKind.Insert, ClauseVerb.Insert),
            SqlWord.Update => (StatementKind.Update, ClauseVerb.Update),
            SqlWord.Delete => (StatementKind.Delete, ClauseVerb.Delete),
            _ => (StatementKind.Merge, ClauseVerb.Merge),
        };
        if (Kind == StatementKind.Empty && !_insideCte)
            Kind = kind;
        frame.Verb = verb;
        frame.State = ClauseState.None;
        frame.TargetSeen = frame.UsingSeen = frame.SelectSeen = false;
        if (word == SqlWord.Update)
            Expect(ref frame, target: true, list: false);
    }

    private bool StartsUtility(ref ClauseFrame frame, SqlWord word)
    {
        switch (word)
        {
            case SqlWord.Begin: return Utility(ref frame, StatementKind.Begin, ClauseState.None);
            case SqlWord.Start: return Utility(ref frame, StatementKind.Other, ClauseState.Ending);
            case SqlWord.Commit or SqlWord.End: return Utility(ref frame, StatementKind.Commit, ClauseState.Ending);
            case SqlWord.Rollback or SqlWord.Abort: return Utility(ref frame, StatementKind.Rollback, ClauseState.Ending);
            case SqlWord.Savepoint: return Utility(ref frame, StatementKind.Savepoint, ClauseState.ObjectName);
            case SqlWord.Release: return Utility(ref frame, StatementKind.Release, ClauseState.ObjectName);
            case SqlWord.Set: return Utility(ref frame, StatementKind.Set, ClauseState.None);
            case SqlWord.Reset: return Utility(ref frame, StatementKind.Reset, ClauseState.None);
            case SqlWord.Show: return Utility(ref frame, StatementKind.Show, ClauseState.None);
            case SqlWord.Execute:
                // What it runs is not in the text, so EXPLAIN ANALYZE of it may write too.
                _writes = true;
                return Utility(ref frame, StatementKind.Execute, ClauseState.ObjectName);
            case SqlWord.Deallocate: return Utility(ref frame, StatementKind.Deallocate, ClauseState.ObjectName);
            case SqlWord.Discard: return Utility(ref frame, StatementKind.Discard, ClauseState.None);
            case SqlWord.Listen or SqlWord.Unlisten: return Utility(ref frame, StatementKind.Listen, ClauseState.ObjectName);
            case SqlWord.Notify: return Utility(ref frame, StatementKind.Notify, ClauseState.ObjectName);
            case SqlWord.Close: return Utility(ref frame, StatementKind.Close, ClauseState.ObjectName);
            case SqlWord.Call: return Utility(ref frame, StatementKind.Call, ClauseState.None);
            case SqlWord.Do: return Utility(ref frame, StatementKind.Do, ClauseState.None);
            case SqlWord.Checkpoint or SqlWord.Load: return Utility(ref frame, StatementKind.Other, ClauseState.None);
            case SqlWord.Fetch or SqlWord.Move: return Run(ref frame, StatementKind.Fetch, ClauseVerb.Fetch, ClauseState.ObjectName);
            case SqlWord.Prepare: return Run(ref frame, StatementKind.Prepare, ClauseVerb.Prepare, ClauseState.ObjectName);
            case SqlWord.Declare: return Run(ref frame, StatementKind.Declare, ClauseVerb.Declare, ClauseState.ObjectName);
            case SqlWord.Explain: return Run(ref frame, StatementKind.Explain, ClauseVerb.Explain, ClauseState.ExplainOptions);
            case SqlWord.Copy: return RunOn(ref frame, StatementKind.Copy, ClauseVerb.Copy, target: false, list: false);
            case SqlWord.Lock: return RunOn(ref frame, StatementKind.Lock, ClauseVerb.Lock, target: true, list: true);
            case SqlWord.Truncate: return RunOn(ref frame, StatementKind.Truncate, ClauseVerb.Truncate, target: true, list: true);
            case SqlWord.Vacuum: return RunOn(ref frame, StatementKind.Vacuum, ClauseVerb.Vacuum, target: false, list: true);
            case SqlWord.Analyze: return RunOn(ref frame, StatementKind.Analyze, ClauseVerb.Vacuum, target: false, list: true);
            case SqlWord.Create or SqlWord.Alter:
                return Run(ref frame, StatementKind.Ddl, ClauseVerb.Ddl, ClauseState.DdlHeader);
            case SqlWord.Drop:
                frame.InTableList = true;
                return Run(ref frame, StatementKind.Ddl, ClauseVerb.Ddl, ClauseState.DdlHeader);
            case SqlWord.Grant or SqlWord.Revoke or SqlWord.Comment or SqlWord.Cluster or SqlWord.Reindex or SqlWord.Refresh or SqlWord.Security
                or SqlWord.Reassign or SqlWord.Import:
                return Utility(ref frame, StatementKind.Ddl, ClauseState.None);
            default:
                return false;
        }
    }

    private bool Utility(ref ClauseFrame frame, StatementKind kind, ClauseState state) => Run(ref frame, kind, ClauseVerb.Utility, state);

    private bool Run(ref ClauseFrame frame, StatementKind kind, ClauseVerb verb, ClauseState state)
    {
        if (Kind == StatementKind.Empty)
            Kind = kind;
        frame.Verb = verb;
        frame.State = state;
        return true;
    }

    private bool RunOn(ref ClauseFrame frame, StatementKind kind, ClauseVerb verb, bool target, bool list)
    {
        Run(ref frame, kind, verb, ClauseState.Table);
        Expect(ref frame, target, list);
        frame.MayHaveColumns = true;
        return true;
    }
}
