namespace Seawall.Postgres.Sql;

/// <summary>
/// What a statement does. The order is strictness: a text of several statements has the kind of its strictest one, the greatest here.
/// </summary>
public enum StatementKind : byte
{
    /// <summary>No statement at all: white space, comments, lone semicolons.</summary>
    Empty,

    /// <summary>SHOW.</summary>
    Show,

    /// <summary>BEGIN, START TRANSACTION.</summary>
    Begin,

    /// <summary>COMMIT, END.</summary>
    Commit,

    /// <summary>ROLLBACK, ABORT.</summary>
    Rollback,

    /// <summary>SAVEPOINT.</summary>
    Savepoint,

    /// <summary>RELEASE.</summary>
    Release,

    /// <summary>ROLLBACK TO.</summary>
    RollbackTo,

    /// <summary>SET in all its forms.</summary>
    Set,

    /// <summary>RESET.</summary>
    Reset,

    /// <summary>DEALLOCATE.</summary>
    Deallocate,

    /// <summary>CLOSE.</summary>
    Close,

    /// <summary>DISCARD.</summary>
    Discard,

    /// <summary>LISTEN, UNLISTEN.</summary>
    Listen,

    /// <summary>PREPARE of a statement.</summary>
    Prepare,

    /// <summary>FETCH, MOVE.</summary>
    Fetch,

    /// <summary>DECLARE of a cursor.</summary>
    Declare,

    /// <summary>EXPLAIN.</summary>
    Explain,

    /// <summary>SELECT, VALUES, TABLE.</summary>
    Select,

    /// <summary>EXECUTE of a prepared statement.</summary>
    Execute,

    /// <summary>NOTIFY.</summary>
    Notify,

    /// <summary>LOCK.</summary>
    Lock,

    /// <summary>COPY, either way.</summary>
    Copy,

    /// <summary>INSERT.</summary>
    Insert,

    /// <summary>UPDATE.</summary>
    Update,

    /// <summary>DELETE.</summary>
    Delete,

    /// <summary>MERGE.</summary>
    Merge,

    /// <summary>TRUNCATE.</summary>
    Truncate,

    /// <summary>ANALYZE.</summary>
    Analyze,

    /// <summary>VACUUM.</summary>
    Vacuum,

    /// <summary>CALL.</summary>
    Call,

    /// <summary>DO.</summary>
    Do,

    /// <summary>Anything not named here, the two-phase statements among it.</summary>
    Other,

    /// <summary>Definitions and rights: CREATE, ALTER, DROP, GRANT, COMMENT and the like.</summary>
    Ddl,
}
