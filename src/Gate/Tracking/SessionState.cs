using Seawall.Gate.Judging;
using Seawall.Gate.Statistics;

namespace Seawall.Gate.Tracking;

/// <summary>What both directions of one session share.</summary>
internal sealed class SessionState(Ledger ledger, SessionIdentity identity)
{
    private uint _sequence;
    private long _lastCompletion;
    private long _bytesAtCompletion;

    public Ledger Ledger { get; } = ledger;

    public SessionIdentity Identity { get; } = identity;

    public RequestQueue Requests { get; } = new();

    public NamedStatements Statements { get; } = new(ledger);

    public NamedPortals Portals { get; } = new(ledger.Pools);

    public byte Status
    {
        get;
        set
        {
            if (field == value)
                return;
            if (field == (byte)'I')
                OpenSince = Ledger.NowMicros;
            field = value;
        }
    } = (byte)'I';

    /// <summary>When the open transaction was, monotonic microseconds.</summary>
    public long OpenSince { get; private set; }

    /// <summary>Statements answered.</summary>
    public uint Completed => _sequence;

    public ulong BackendKey { get; set; }

    /// <summary>The key as it came, when it is longer than eight bytes; empty otherwise.</summary>
    public byte[] LongKey { get; set; } = [];

    /// <summary>The server asked for COPY data and the client has not ended it: Sync and Flush mean nothing meanwhile.</summary>
    public bool IsCopyingIn { get; set; }

    /// <summary>The server has failed an extended message and ignores all up to a Sync that has not come yet.</summary>
    public bool IsDiscarding { get; set; }

    /// <summary>The stream is no longer looked at: replication.</summary>
    public bool IsBlind { get; set; }

    public long ServerBytes { get; set; }

    /// <summary>Who learns of completed statements; null when nobody judges.</summary>
    public Judge? Judge { get; init; }

    /// <summary>Requests in the queue that stand for a refused one.</summary>
    public int Refused { get; private set; }

    /// <summary>Requests in the queue that give a statement a name: a Parse with one, or an SQL PREPARE.</summary>
    public int Namings { get; private set; }

    /// <summary>ReadyForQuery messages seen.</summary>
    public uint Readies { get; set; }

    /// <summary>The server took a Sync for nothing, inside a COPY: the unit it was to end goes on.</summary>
    public bool HasVoidedSync { get; set; }

    public ref Request Add(RequestKind kind) => ref Requests.Add(kind, Ledger.NowMicros);

    /// <summary>Drops entries no reply belongs to; true when one that has a reply to come is first.</summary>
    public bool HasHead()
    {
        while (Requests.Count > 0 && Requests[0].Kind is RequestKind.Void or RequestKind.CopyEnd)
            RemoveHead();
        return Requests.Count > 0;
    }

    /// <summary>Adds what stands at the server for a request that the client is refused.</summary>
    public void AddRefused(RequestKind kind, StatementRefusal refusal)
    {
        Add(kind).Refusal = refusal;
        Refused++;
    }

    public void AddParse(ulong name, StatementText statement) => AddNaming(RequestKind.Parse, name, statement);

    public void AddNaming(RequestKind kind, ulong name, StatementText statement)
    {
        ref Request request = ref Add(kind);
        request.Name = name;
        request.Statement = statement;
        if (IsNaming(request))
            Namings++;
    }

    public void RemoveHead()
    {
        ref Request head = ref Requests[0];
        if (head.Refusal is not null)
            Refused--;
        if (IsNaming(head))
            Namings--;
        head.Release(Ledger.Pools);
        Requests.RemoveFirst();
    }

    /// <summary>Counts and captures what the oldest request asked for.</summary>
    public void Complete(ref Request request, long rows, ReadOnlySpan<byte> sqlState, byte statusAfter)
    {
        long now = Ledger.NowMicros;
        long start = Math.Max(request.Start, _lastCompletion);
        Portal? portal = request.Kind == RequestKind.Execute ? Portals.Find(request.Name) : request.Portal;
        StatementText? statement = request.Kind == RequestKind.Bind ? Statements.Find(request.StatementName) : request.Statement ?? portal?.Statement;
        if (statement is not null && request.Refusal is null)
        {
            CompletedRequest done = new()
            {
                Session = Identity,
                Statement = statement,
                Portal = portal,
                IsSimple = request.Kind == RequestKind.Query,
                IsPipelined = sqlState.IsEmpty && request.Kind == RequestKind.Execute && AnotherFollowsBeforeSync(),
                Sequence = _sequence++,
                StartMicros = start,
                DurationMicros = now - start,
                Rows = rows,
                BytesReturned = ServerBytes - _bytesAtCompletion,
                SqlState = sqlState,
                StatusBefore = Status,
                StatusAfter = statusAfter,
            };
            Ledger.Complete(done);
            Judge?.OnCompleted(done);
        }
        _bytesAtCompletion = ServerBytes;
        _lastCompletion = now;
    }

    /// <summary>The statement a Bind that comes now would bind: the last Parse of that name on its way, or the one the server knows.</summary>
    public StatementText? FindSent(ulong name)
    {
        for (int i = name == 0 || Namings > 0 ? Requests.Count - 1 : -1; i >= 0; i--)
        {
            if (NamedBy(Requests[i], name) is { } statement)
                return statement;
        }
        return Statements.Find(name);
    }

    /// <summary>Whether a name is on its way that another statement has, or may have, already: only the server's answer says which of them it means then.</summary>
    public bool IsAmbiguous(ulong name)
    {
        if (name == 0 || Namings == 0)
            return false;
        StatementText? known = Statements.Find(name);
        for (int i = 0; i < Requests.Count; i++)
        {
            if (NamedBy(Requests[i], name) is not { } statement)
                continue;
            if (known is not null)
                return true;
            known = statement;
        }
        return false;
    }

    private static StatementText? NamedBy(in Request request, ulong name)
    {
        if (request.Statement is not { } statement)
            return null;
        if (request.Kind == RequestKind.Parse && request.Name == name)
            return statement;
        return name != 0 && statement.SqlName == name ? statement.Prepared : null;
    }

    private static bool IsNaming(in Request request) =>
        request.Statement is not null && ((request.Kind == RequestKind.Parse && request.Name != 0) || request.Statement.Prepared is not null);

    /// <summary>Whether a Sync came to nothing since the last call.</summary>
    public bool TakeVoidedSync()
    {
        bool was = HasVoidedSync;
        HasVoidedSync = false;
        return was;
    }

    /// <summary>Whether a message is outstanding that a ReadyForQuery will answer.</summary>
    public bool HasEndOutstanding()
    {
        for (int i = 0; i < Requests.Count; i++)
        {
            if (Requests[i].EndsWithReady)
                return true;
        }
        return false;
    }

    /// <summary>Whether a request whose time is watched is outstanding.</summary>
    public bool HasTimed()
    {
        for (int i = 0; i < Requests.Count; i++)
        {
            if (Requests[i].IsTimed)
                return true;
        }
        return false;
    }

    /// <summary>Whether the server is at the unit of the request whose time is watched, and not at one before it.</summary>
    public bool RunsTimed()
    {
        for (int i = 0; i < Requests.Count; i++)
        {
            if (Requests[i].IsTimed)
                return true;
            if (Requests[i].EndsWithReady)
                return !HasTimed();
        }
        return Requests.Count > 0;
    }

    public void Close()
    {
        while (Requests.Count > 0)
            RemoveHead();
        Statements.Clear();
        Portals.Clear();
        IsBlind = true;
    }

    private bool AnotherFollowsBeforeSync()
    {
        for (int i = 1; i < Requests.Count; i++)
        {
            ref Request next = ref Requests[i];
            if (next.Kind is RequestKind.Parse or RequestKind.Bind or RequestKind.Execute)
                return true;
            if (next.EndsWithReady)
                return false;
        }
        return false;
    }
}
