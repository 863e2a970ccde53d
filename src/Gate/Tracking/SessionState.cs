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

    public NamedStatements Statements { get; } = new(ledger.Pools);

    public NamedPortals Portals { get; } = new(ledger.Pools);

    public byte Status { get; set; } = (byte)'I';

    public ulong BackendKey { get; set; }

    /// <summary>The server asked for COPY data and the client has not ended it: Sync and Flush mean nothing meanwhile.</summary>
    public bool IsCopyingIn { get; set; }

    /// <summary>The server has failed an extended message and ignores all up to a Sync that has not come yet.</summary>
    public bool IsDiscarding { get; set; }

    /// <summary>The stream is no longer looked at: replication.</summary>
    public bool IsBlind { get; set; }

    public long ServerBytes { get; set; }

    /// <summary>Unanswered Parse messages, so that a name need not be looked for among the requests when there are none.</summary>
    public int PendingParses { get; private set; }

    /// <summary>Unanswered Bind messages.</summary>
    public int PendingBinds { get; private set; }

    public ref Request Add(RequestKind kind)
    {
        if (kind == RequestKind.Parse)
            PendingParses++;
        else if (kind == RequestKind.Bind)
            PendingBinds++;
        return ref Requests.Add(kind, Ledger.NowMicros);
    }

    /// <summary>Drops entries no reply belongs to; true when one that has a reply to come is first.</summary>
    public bool HasHead()
    {
        while (Requests.Count > 0 && Requests[0].Kind is RequestKind.Void or RequestKind.CopyEnd)
            RemoveHead();
        return Requests.Count > 0;
    }

    public void RemoveHead()
    {
        if (Requests[0].Kind == RequestKind.Parse)
            PendingParses--;
        else if (Requests[0].Kind == RequestKind.Bind)
            PendingBinds--;
        Requests[0].Release(Ledger.Pools);
        Requests.RemoveFirst();
    }

    /// <summary>Counts and captures what the oldest request asked for.</summary>
    public void Complete(ref Request request, long rows, ReadOnlySpan<byte> sqlState, byte statusAfter)
    {
        long now = Ledger.NowMicros;
        long start = Math.Max(request.Start, _lastCompletion);
        StatementText? statement = request.Statement ?? request.Portal?.Statement;
        if (statement is not null)
        {
            Ledger.Complete(new CompletedRequest
            {
                Session = Identity,
                Statement = statement,
                Portal = request.Portal,
                IsSimple = request.Kind == RequestKind.Query,
                IsPipelined = Requests.Count > 1 && !Requests[1].EndsWithReady,
                Sequence = _sequence++,
                StartMicros = start,
                DurationMicros = now - start,
                Rows = rows,
                BytesReturned = ServerBytes - _bytesAtCompletion,
                SqlState = sqlState,
                StatusBefore = Status,
                StatusAfter = statusAfter,
            });
        }
        _bytesAtCompletion = ServerBytes;
        _lastCompletion = now;
    }

    public void Close()
    {
        while (Requests.Count > 0)
            RemoveHead();
        Statements.Clear();
        Portals.Clear();
        IsBlind = true;
    }
}
