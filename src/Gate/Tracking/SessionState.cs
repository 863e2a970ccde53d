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

    public byte Status { get; set; } = (byte)'I';

    public ulong BackendKey { get; set; }

    /// <summary>The server asked for COPY data and the client has not ended it: Sync and Flush mean nothing meanwhile.</summary>
    public bool IsCopyingIn { get; set; }

    /// <summary>The server has failed an extended message and ignores all up to a Sync that has not come yet.</summary>
    public bool IsDiscarding { get; set; }

    /// <summary>The stream is no longer looked at: replication.</summary>
    public bool IsBlind { get; set; }

    public long ServerBytes { get; set; }

    public ref Request Add(RequestKind kind) => ref Requests.Add(kind, Ledger.NowMicros);

    /// <summary>Drops entries no reply belongs to; true when one that has a reply to come is first.</summary>
    public bool HasHead()
    {
        while (Requests.Count > 0 && Requests[0].Kind is RequestKind.Void or RequestKind.CopyEnd)
            RemoveHead();
        return Requests.Count > 0;
    }

    public void RemoveHead()
    {
        Requests[0].Release(Ledger.Pools);
        Requests.RemoveFirst();
    }

    /// <summary>Counts and captures what the oldest request asked for.</summary>
    public void Complete(ref Request request, long rows, ReadOnlySpan<byte> sqlState, byte statusAfter)
    {
        long now = Ledger.NowMicros;
        long start = Math.Max(request.Start, _lastCompletion);
        Portal? portal = request.Kind == RequestKind.Execute ? Portals.Find(request.Name) : request.Portal;
        StatementText? statement = request.Kind == RequestKind.Bind ? Statements.Find(request.StatementName) : request.Statement ?? portal?.Statement;
        if (statement is not null)
        {
            Ledger.Complete(new CompletedRequest
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
