using Seawall.Gate.Judging;

namespace Seawall.Gate.Tracking;

internal enum RequestKind : byte
{
    /// <summary>An entry that no reply belongs to any more.</summary>
    Void,
    Startup,
    Parse,
    Bind,
    Describe,
    CloseStatement,
    ClosePortal,
    Execute,

    /// <summary>A Flush with content it must not have: the one kind the server answers, with an error. A sound Flush gets no reply and no entry.</summary>
    MalformedFlush,
    Sync,
    Query,
    Function,

    /// <summary>CopyDone or CopyFail sent before the server asked for data: it ends the copy that the entries before it may start.</summary>
    CopyEnd,
}

/// <summary>A message the server has still to answer.</summary>
internal struct Request
{
    public RequestKind Kind;

    /// <summary>Hash of the statement's or portal's name; 0 is the unnamed one.</summary>
    public ulong Name;

    /// <summary>Hash of the name of the statement that a Bind binds. What it means is known when the server answers, in the server's order.</summary>
    public ulong StatementName;

    /// <summary>When it came, in the ledger's microseconds.</summary>
    public long Start;

    /// <summary>Parse and Query hold it.</summary>
    public StatementText? Statement;

    /// <summary>Bind holds it.</summary>
    public Portal? Portal;

    /// <summary>What the client is told of it: the server was sent something that fails in its place, and the error it answers is replaced. Null for what went on as it came.</summary>
    public StatementRefusal? Refusal;

    /// <summary>Whether the time this statement may take is watched.</summary>
    public bool IsTimed;

    /// <summary>Whether the server goes through all extended messages up to Sync before it answers the next simple one.</summary>
    public readonly bool EndsWithReady => Kind is RequestKind.Sync or RequestKind.Query or RequestKind.Function or RequestKind.Startup;

    public void Release(TrackingPools pools)
    {
        Statement?.Release(pools);
        Portal?.Release(pools);
        Statement = null;
        Portal = null;
    }
}
