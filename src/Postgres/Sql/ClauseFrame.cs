namespace Seawall.Postgres.Sql;

/// <summary>What the next token of a parenthesis level may be.</summary>
internal enum ClauseState : byte
{
    /// <summary>Expressions and anything else.</summary>
    None,

    /// <summary>A statement's first word.</summary>
    Statement,

    /// <summary>A table name, ONLY, LATERAL or a parenthesis.</summary>
    Table,

    /// <summary>A name was read that is a table unless a parenthesis makes it a function.</summary>
    TableName,

    /// <summary>The next part of a dotted table name.</summary>
    TableDot,

    /// <summary>Behind a table of a list: a comma brings the next one.</summary>
    TableTail,

    /// <summary>WITH was read: RECURSIVE or a name.</summary>
    CteName,

    /// <summary>Behind the name: column list or AS.</summary>
    CteAs,

    /// <summary>Behind AS: [NOT] MATERIALIZED and the body.</summary>
    CteBody,

    /// <summary>Behind a body: comma, SEARCH, CYCLE or the main statement.</summary>
    CteNext,

    /// <summary>Behind CREATE, ALTER, DROP: what kind of object.</summary>
    DdlHeader,

    /// <summary>Behind EXPLAIN.</summary>
    ExplainOptions,

    /// <summary>The name of a savepoint, cursor, channel or prepared statement.</summary>
    ObjectName,

    /// <summary>Behind ROLLBACK, COMMIT and PREPARE, whose meaning the next word decides.</summary>
    Ending,

    /// <summary>Behind FOR.</summary>
    LockStrength,
}

/// <summary>What kind of statement runs at a parenthesis level.</summary>
internal enum ClauseVerb : byte
{
    None,
    Select,
    Values,
    Insert,
    Update,
    Delete,
    Merge,
    Copy,
    Lock,
    Truncate,
    Vacuum,
    Explain,
    Prepare,
    Declare,
    Fetch,
    Ddl,
    DdlIndex,
    Routine,
    Utility,
}

/// <summary>One parenthesis level of a statement.</summary>
internal struct ClauseFrame
{
    public ClauseState State;
    public ClauseVerb Verb;

    /// <summary>SELECT was read here, so FROM starts a table list.</summary>
    public bool SelectSeen;

    /// <summary>A comma brings another table.</summary>
    public bool InTableList;

    /// <summary>The expected table is written, not read.</summary>
    public bool Target;

    /// <summary>A parenthesis behind the table is its column list.</summary>
    public bool MayHaveColumns;

    /// <summary>INSERT, UPDATE, DELETE and MERGE may begin here.</summary>
    public bool MayWrite;

    /// <summary>The body of a common table expression.</summary>
    public bool IsCteBody;

    /// <summary>The options of EXPLAIN.</summary>
    public bool IsExplainOptions;

    public bool TargetSeen;
    public bool UsingSeen;
    public bool Recursive;
    public bool WhereSeen;

    /// <summary>The list of FROM names a table itself.</summary>
    public bool NamesTable;

    /// <summary>Common table expressions in scope when the level began.</summary>
    public int HiddenBefore;

    /// <summary>Tables known when WITH was read.</summary>
    public int TablesBefore;
}
