namespace Seawall.Postgres.Sql;

/// <summary>MySQL's and MariaDB's words. Those reserved since 8.0 only (RANK, GROUPS, SYSTEM …) count as names: in front of it they were names.</summary>
internal static class MySqlWords
{
    public static WordTable Table { get; } = new WordTable()
        .AddNamed(word => word < SqlWord.MySqlOnly && !IsNameHere(word))
        .AddAll(SqlWord.Describe, "describe desc")
        .AddAll(SqlWord.Maintain, "optimize repair check checksum")
        .AddAll(SqlWord.Trigger, "trigger event")
        .AddAll(SqlWord.Modifier, "low_priority delayed high_priority quick ignore")
        .AddAll(SqlWord.Rename, "rename")
        .AddAll(SqlWord.StraightJoin, "straight_join")
        .AddAll(SqlWord.Tables, "tables")
        .AddAll(SqlWord.Unlock, "unlock")
        .AddAll(SqlWord.Use, "use")
        .AddAll(SqlWord.Value, "value")
        .AddAll(SqlWord.WriteFunction, "get_lock release_lock release_all_locks nextval setval")
        .Mark(WordTraits.Reserved,
            "add all alter analyze and as asc before between both by call cascade case change check collate column condition constraint continue convert create cross "
            + "current_date current_time current_timestamp current_user cursor database databases declare default delayed delete desc describe distinct distinctrow div "
            + "drop dual each else elseif enclosed escaped exists exit explain false fetch for force foreign from fulltext grant group having high_priority if ignore in "
            + "index infile inner inout insert interval into is iterate join key keys kill leading leave left like limit lines load localtime localtimestamp lock loop "
            + "low_priority match mod natural not null on optimize option optionally or order out outer outfile partition primary procedure purge range read references "
            + "regexp release rename repeat replace require restrict return revoke right rlike schema schemas select separator set show spatial sql starting straight_join "
            + "table terminated then to trailing trigger true undo union unique unlock unsigned update usage use using values when where while with write xor zerofill")
        .Mark(WordTraits.Leads,
            "all and any as between binary by case cross distinct distinctrow div else except exists for from group having in inner intersect interval into is join key like limit not "
            + "of offset on or order over partition regexp return rlike select separator set some straight_join table then union using values when where with xor returning to "
            + "outer update delete check primary unique references collate recursive");

    // They mean something to PostgreSQL only, or nothing that matters here.
    private static bool IsNameHere(SqlWord word) => word is SqlWord.Abort or SqlWord.Array or SqlWord.Atomic or SqlWord.Checkpoint or SqlWord.Close or SqlWord.Cluster
        or SqlWord.Comment or SqlWord.Concurrently or SqlWord.Copy or SqlWord.Declare or SqlWord.Discard or SqlWord.End or SqlWord.Fetch or SqlWord.Freeze or SqlWord.Full
        or SqlWord.Listen or SqlWord.Materialized or SqlWord.Merge or SqlWord.Move or SqlWord.Notify or SqlWord.Off or SqlWord.Offset or SqlWord.Only or SqlWord.Reassign
        or SqlWord.Refresh or SqlWord.Reindex or SqlWord.Security or SqlWord.Stdout or SqlWord.Unlisten or SqlWord.Unlogged or SqlWord.Vacuum or SqlWord.Verbose
        or SqlWord.Absolute or SqlWord.Backward or SqlWord.First or SqlWord.Forward or SqlWord.Last or SqlWord.Next or SqlWord.Prior or SqlWord.Relative;
}
