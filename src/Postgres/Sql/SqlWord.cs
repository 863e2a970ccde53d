namespace Seawall.Postgres.Sql;

/// <summary>The words that mean something to the analyzer; every other one is a name.</summary>
internal enum SqlWord : byte
{
    None,

    // Words that begin a statement.
    Abort, Alter, Analyze, Begin, Call, Checkpoint, Close, Cluster, Comment, Commit, Copy, Create, Deallocate, Declare, Delete, Discard, Do, Drop,
    End, Execute, Explain, Fetch, Grant, Import, Insert, Listen, Load, Lock, Merge, Move, Notify, Prepare, Reassign, Refresh, Reindex, Release,
    Reset, Revoke, Rollback, Savepoint, Security, Select, Set, Show, Start, Table, Truncate, Unlisten, Update, Vacuum, Values, With,

    // Words that part a statement.
    All, Array, As, Atomic, Binary, Case, Concurrently, Distinct, Except, Exists, For, Foreign, Freeze, From, Full, Function, Global, Group, Having, If, In,
    Ilike, Index, Intersect, Into, Is, Join, Key, Lateral, Like, Limit, Local, Materialized, Next, No, Not, Off, Offset, On, Only, Or, Order, Prepared, Procedure,
    Recursive, References, Replace, Returning, Rows, Share, Stdout, Temp, Temporary, To, Transaction, Union, Unique, Unlogged,
    Using, Verbose, View, When, Where, Window, Work,

    // Constants that are words.
    False, Null, True,

    // Directions of FETCH.
    Absolute, Backward, First, Forward, Last, Prior, Relative,

    // Words of no other meaning here than the flags they carry.
    Keyword,

    // A function whose call changes something or takes a lock.
    WriteFunction,

    // From here on words that mean something to MySQL only.
    MySqlOnly,

    // DESCRIBE and DESC; OPTIMIZE, REPAIR, CHECK; TRIGGER and EVENT.
    Describe, Maintain, Trigger,

    // LOW_PRIORITY, DELAYED, HIGH_PRIORITY, QUICK, IGNORE: may stand in front of a table.
    Modifier,
    Rename, StraightJoin, Tables, Unlock, Use, Value,
}
