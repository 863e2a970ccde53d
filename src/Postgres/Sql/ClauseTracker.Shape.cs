namespace Seawall.Postgres.Sql;

internal sealed partial class ClauseTracker
{
    private bool _noWhere;
    private bool _wildcard;
    private bool _limited;
    private bool _topNamesTable;
    private int _joins;

    /// <summary>A text here is a pattern of LIKE.</summary>
    public bool FollowsLike => _previous is SqlWord.Like or SqlWord.Ilike;

    /// <summary>The form of the statement that has ended.</summary>
    public SqlShape Shape { get; private set; }

    public void NoteWildcard() => _wildcard = true;

    private void BeginShape()
    {
        _noWhere = _wildcard = _limited = _topNamesTable = false;
        _joins = 0;
    }

    // One SELECT, UPDATE or DELETE is over; another may follow at the same level behind UNION.
    private void EndBlock(ref ClauseFrame frame, bool isTop)
    {
        if (frame.Verb is ClauseVerb.Update or ClauseVerb.Delete)
            _noWhere |= !frame.WhereSeen;
        else if (isTop && frame.SelectSeen && frame.NamesTable)
        {
            _noWhere |= !frame.WhereSeen;
            _topNamesTable = true;
        }
        frame.WhereSeen = frame.NamesTable = false;
    }

    private void EndShape()
    {
        EndBlock(ref _frames[0], isTop: true);
        // EXPLAIN alone runs nothing.
        Shape = Kind == StatementKind.Explain && !_analyze
            ? default
            : new SqlShape(_noWhere, _topNamesTable && !_limited, _wildcard, (byte)Math.Min(byte.MaxValue, _joins));
    }

    private void ShapeWord(ref ClauseFrame frame, SqlWord word)
    {
        if (word == SqlWord.Where)
            frame.WhereSeen = true;
        else if (word is SqlWord.Limit or SqlWord.Fetch && _depth == 0)
            _limited = true;
    }
}
