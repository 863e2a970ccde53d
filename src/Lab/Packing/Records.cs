namespace Seawall.Lab.Packing;

/// <summary>One packed statement: where its protocol bytes lie in the spool and what the log says came of it.</summary>
internal struct PackedStatement
{
    public long Offset;
    public int Length;
    public int Digest;
    public long StartMicros;

    /// <summary>-1 unknown.</summary>
    public int DurationMicros;

    /// <summary>-1 unknown.</summary>
    public int Rows;

    /// <summary>The five characters in the low bytes, 0 when it succeeded.</summary>
    public ulong SqlState;

    public bool IsExtended;

    /// <summary>A Sync (or the end of a simple query) follows: the server answers ReadyForQuery here.</summary>
    public bool EndsStep;
}

/// <summary>What runs on one connection in one piece: an autocommit statement, a transaction, or a pipeline up to its Sync.</summary>
internal struct PackedUnit
{
    public int FirstStatement;
    public int Statements;
    public long StartMicros;
    public int Session;

    /// <summary>Session state it needs at its start, and leaves behind.</summary>
    public int State;
    public int StateAfter;
    public UnitTraits Traits;
}

[Flags]
internal enum UnitTraits : byte
{
    None = 0,

    /// <summary>Its session holds what no other connection can take over; it stays on one lane, in order.</summary>
    Sticky = 1,
    Writes = 2,

    /// <summary>The log ends it without COMMIT or ROLLBACK; the replay rolls back.</summary>
    EndsOpen = 4,

    /// <summary>It throws away session state, so it keeps off lanes with sticky sessions.</summary>
    Discards = 8,

    /// <summary>It sets session settings back to where the login began, which on a lane is not the log's login.</summary>
    Resets = 16,

    /// <summary>It runs alike in every state: nothing has to be set up for it.</summary>
    AnyState = 32,
}
