namespace Seawall.Postgres.Sql;

/// <summary>Where MySQL's statements are built differently; what is not said here is as in PostgreSQL.</summary>
internal sealed partial class ClauseTracker
{
    /// <summary>VALUE in front of a parenthesis would mean VALUES: behind the table of an INSERT or REPLACE, not in an expression.</summary>
    public bool TakesRows => _depth == 0 && _frames[0].Verb == ClauseVerb.Insert && !_frames[0].SelectSeen && Kind != StatementKind.Copy;

    // True if the word is dealt with.
    private bool MySqlWord(ref ClauseFrame frame, SqlWord word)
    {
        switch (frame.State)
        {
            case ClauseState.Statement:
                return MySqlStarts(ref frame, word);
            case ClauseState.Table:
                return word is SqlWord.Modifier or SqlWord.Tables || (word == SqlWord.Into && frame.Verb == ClauseVerb.Insert);
            case ClauseState.DdlHeader when word == SqlWord.Trigger:
                IsRoutine(ref frame);
                return true;
            case ClauseState.None or ClauseState.TableTail:
                return MySqlPart(ref frame, word);
            default:
                return false;
        }
    }

    private bool MySqlStarts(ref ClauseFrame frame, SqlWord word)
    {
        switch (word)
        {
            case SqlWord.Insert or SqlWord.Replace when frame.MayWrite:
                Write(ref frame, SqlWord.Insert);
                Expect(ref frame, target: true, list: false);
                frame.TargetSeen = frame.MayHaveColumns = true;
                return true;
            case SqlWord.Update when frame.MayWrite:
                Write(ref frame, word);
                frame.InTableList = true;
                return true;
        }

        if (_depth > 0 || frame.Verb != ClauseVerb.None)
            return false;
        switch (word)
        {
            case SqlWord.Load:
                _writes = true;
                return Run(ref frame, StatementKind.Copy, ClauseVerb.Insert, ClauseState.None);
            case SqlWord.Describe:
                return Run(ref frame, StatementKind.Explain, ClauseVerb.Explain, ClauseState.ExplainOptions);
            case SqlWord.Use:
                return Utility(ref frame, StatementKind.Set, ClauseState.None);
            case SqlWord.Unlock:
                return Utility(ref frame, StatementKind.Other, ClauseState.None);
            case SqlWord.Maintain:
                return RunOn(ref frame, StatementKind.Analyze, ClauseVerb.Vacuum, target: false, list: true);
            case SqlWord.Rename:
                return RunOn(ref frame, StatementKind.Ddl, ClauseVerb.Vacuum, target: true, list: true);
            default:
                return false;
        }
    }

    private bool MySqlPart(ref ClauseFrame frame, SqlWord word)
    {
        switch (word)
        {
            case SqlWord.StraightJoin when frame.InTableList:
                _joins++;
                Expect(ref frame, target: false, list: true);
                return true;
            case SqlWord.Into when frame.SelectSeen && frame.Verb != ClauseVerb.Insert:
                // A variable or a file, never a table.
                Leave(ref frame);
                return true;
            case SqlWord.For when _previous is SqlWord.Index or SqlWord.Key:
            case SqlWord.Join when _previous == SqlWord.For:
                // USE INDEX FOR JOIN.
                return true;
            case SqlWord.Lock when frame.SelectSeen:
                _writes = true;
                Leave(ref frame);
                return true;
            case SqlWord.Select when frame.Verb == ClauseVerb.Ddl && !frame.SelectSeen:
                return Starts(ref frame, word);
            case SqlWord.Select or SqlWord.Insert or SqlWord.Replace or SqlWord.Update or SqlWord.Delete or SqlWord.With when frame.Verb == ClauseVerb.Explain:
                // Behind EXPLAIN FORMAT=JSON.
                frame.Verb = ClauseVerb.None;
                frame.State = ClauseState.Statement;
                return MySqlStarts(ref frame, word) || Starts(ref frame, word);
            case SqlWord.Index when Kind == StatementKind.Ddl && _tables.Count == 0:
                frame.Verb = ClauseVerb.DdlIndex;
                return true;
            case SqlWord.Function or SqlWord.Procedure or SqlWord.Trigger when Kind == StatementKind.Ddl && _tables.Count == 0:
                IsRoutine(ref frame);
                return true;
            default:
                return false;
        }
    }

    private static void IsRoutine(ref ClauseFrame frame) => (frame.Verb, frame.State) = (ClauseVerb.Routine, ClauseState.None);
}
