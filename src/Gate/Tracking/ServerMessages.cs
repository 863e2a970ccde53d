using System.Buffers.Binary;
using System.IO.Hashing;

namespace Seawall.Gate.Tracking;

/// <summary>Reads an ErrorResponse that was withheld from the client, before it is counted.</summary>
internal interface IErrorReader
{
    void OnError(ReadOnlySpan<byte> content, int contentLength);
}

/// <summary>What the server answers: each reply completes the oldest request it can belong to.</summary>
internal sealed class ServerMessages(SessionState state) : IMessageSink
{
    private const int LongestHeld = 8192;
    private const int LongestWithheld = 1 << 20;
    private const int HeaderLength = 5;

    private long _rows = -1;
    private long _dataRows;
    private readonly byte[] _failure = new byte[5];
    private bool _failed;

    /// <summary>Who gets an ErrorResponse before the client; null while errors go on as they come.</summary>
    public IErrorReader? Withholding { get; set; }

    public int Wanted(byte type) =>
        type == (byte)'E' && Withholding is not null ? LongestWithheld
        : type is (byte)'C' or (byte)'E' or (byte)'Z' or (byte)'K' or (byte)'S' ? LongestHeld : 0;

    public void OnMessage(byte type, ReadOnlySpan<byte> content, int contentLength)
    {
        // What follows the beginning of replication, in the same bytes too, is not looked at.
        if (state.IsBlind)
            return;
        state.ServerBytes += HeaderLength + contentLength;
        switch (type)
        {
            case (byte)'D':
                _dataRows++;
                break;
            case (byte)'C':
                OnCommandComplete(content);
                break;
            case (byte)'Z':
                OnReady(content.IsEmpty ? (byte)'I' : content[0]);
                break;
            case (byte)'1':
                OnParsed();
                break;
            case (byte)'2':
                OnBound();
                break;
            case (byte)'3':
                OnClosed();
                break;
            case (byte)'T' or (byte)'n':
                if (state.HasHead() && state.Requests[0].Kind == RequestKind.Describe)
                    state.RemoveHead();
                break;
            case (byte)'s':
                CompleteExecute(_dataRows);
                break;
            case (byte)'I':
                CompleteExecute(-1);
                break;
            case (byte)'E':
                Withholding?.OnError(content, contentLength);
                OnError(content);
                break;
            case (byte)'G':
                OnCopyIn();
                break;
            case (byte)'W':
                state.IsBlind = true;
                break;
            case (byte)'K':
                OnBackendKey(content);
                break;
            case (byte)'S':
                OnParameter(content);
                break;
        }
    }

    private void OnParsed()
    {
        if (!HeadIs(RequestKind.Parse))
            return;
        ref Request request = ref state.Requests[0];
        state.Statements.Set(request.Name, request.Statement!);
        state.RemoveHead();
    }

    private void OnBound()
    {
        if (!HeadIs(RequestKind.Bind))
            return;
        ref Request request = ref state.Requests[0];
        request.Portal!.Statement = state.Statements.Find(request.StatementName)?.Hold();
        state.Portals.Set(request.Name, request.Portal);
        state.RemoveHead();
    }

    private void OnClosed()
    {
        if (!state.HasHead())
            return;
        ref Request request = ref state.Requests[0];
        if (request.Kind == RequestKind.CloseStatement)
            state.Statements.Remove(request.Name);
        else if (request.Kind == RequestKind.ClosePortal)
            state.Portals.Remove(request.Name);
        else
            return;
        state.RemoveHead();
    }

    private void OnCommandComplete(ReadOnlySpan<byte> tag)
    {
        state.IsCopyingIn = false;
        long rows = RowsOf(tag);
        if (tag.StartsWith("DISCARD ALL"u8) || tag.StartsWith("DEALLOCATE ALL"u8))
            state.Statements.Clear();
        if (!state.HasHead())
            return;
        if (tag.StartsWith("PREPARE\0"u8))
            OnPrepared();
        if (state.Requests[0].Kind == RequestKind.Execute)
            CompleteExecute(rows);
        else if (rows >= 0)
            _rows = Math.Max(_rows, 0) + rows;
    }

    private void OnPrepared()
    {
        ref Request request = ref state.Requests[0];
        StatementText? prepare = request.Kind == RequestKind.Execute ? state.Portals.Find(request.Name)?.Statement : request.Statement;
        if (prepare?.Prepared is not null)
            state.Statements.Set(prepare.SqlName, prepare.Prepared);
    }

    private void CompleteExecute(long rows)
    {
        if (HeadIs(RequestKind.Execute))
        {
            ref Request request = ref state.Requests[0];
            byte after = state.Portals.Find(request.Name)?.Statement?.Effect switch
            {
                Effect.Begins => (byte)'T',
                Effect.Ends => (byte)'I',
                _ => state.Status,
            };
            state.Complete(ref request, rows, default, after);
            state.Status = after;
            state.RemoveHead();
        }
        _dataRows = 0;
    }

    /// <summary>A request for COPY data: each Sync and Flush sent after it and before the end of the copy is read and ignored by the server.</summary>
    private void OnCopyIn()
    {
        if (!state.HasHead())
            return;
        state.IsCopyingIn = true;
        for (int i = 1; i < state.Requests.Count; i++)
        {
            ref Request request = ref state.Requests[i];
            if (request.Kind == RequestKind.CopyEnd)
            {
                request.Kind = RequestKind.Void;
                state.IsCopyingIn = false;
                return;
            }
            if (request.Kind is RequestKind.Sync or RequestKind.MalformedFlush)
            {
                state.HasVoidedSync |= request.Kind == RequestKind.Sync;
                request.Kind = RequestKind.Void;
            }
        }
    }

    private void OnError(ReadOnlySpan<byte> content)
    {
        state.IsCopyingIn = false;
        if (!state.HasHead())
            return;
        ref Request request = ref state.Requests[0];
        SqlStateOf(content).CopyTo(_failure);
        if (request.EndsWithReady)
        {
            // Its own ReadyForQuery follows.
            _failed = true;
            return;
        }
        byte after = state.Status == (byte)'I' ? (byte)'I' : (byte)'E';
        state.Complete(ref request, -1, _failure, after);
        state.Status = after;
        _dataRows = 0;
        DropUpToSync();
    }

    // After a failed extended message the server ignores everything up to Sync, simple queries included.
    private void DropUpToSync()
    {
        while (state.Requests.Count > 0 && state.Requests[0].Kind != RequestKind.Sync)
            state.RemoveHead();
        state.IsDiscarding = state.Requests.Count == 0;
    }

    private void OnReady(byte status)
    {
        while (state.HasHead() && !state.Requests[0].EndsWithReady)
            state.RemoveHead();
        if (state.Requests.Count > 0)
        {
            ref Request request = ref state.Requests[0];
            if (request.Kind == RequestKind.Query)
                state.Complete(ref request, _rows, _failed ? _failure.AsSpan() : default, status);
            state.RemoveHead();
        }
        state.Status = status;
        state.Readies++;
        _rows = -1;
        _dataRows = 0;
        _failed = false;
        if (status == (byte)'I')
            state.Portals.Clear();
    }

    private void OnBackendKey(ReadOnlySpan<byte> content)
    {
        if (content.Length == 8)
            state.BackendKey = BinaryPrimitives.ReadUInt64BigEndian(content);
        else if (content.Length > 8)
            (state.BackendKey, state.LongKey) = (XxHash3.HashToUInt64(content), content.ToArray());
    }

    private void OnParameter(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> wanted = "application_name\0"u8;
        if (content.StartsWith(wanted))
            state.Identity.Application = state.Ledger.Names.Of(content[wanted.Length..].TrimEnd((byte)0));
    }

    private bool HeadIs(RequestKind kind) => state.HasHead() && state.Requests[0].Kind == kind;

    /// <summary>The number that ends a command tag such as <c>SELECT 5</c> or <c>INSERT 0 3</c>; -1 when there is none.</summary>
    internal static long RowsOf(ReadOnlySpan<byte> tag)
    {
        tag = tag.TrimEnd((byte)0);
        int space = tag.LastIndexOf((byte)' ');
        return space > 0 && System.Buffers.Text.Utf8Parser.TryParse(tag[(space + 1)..], out long rows, out int used) && used == tag.Length - space - 1
            ? rows
            : -1;
    }

    /// <summary>The 'C' field of an ErrorResponse; XX000 when a server leaves it out.</summary>
    internal static ReadOnlySpan<byte> SqlStateOf(ReadOnlySpan<byte> fields)
    {
        while (fields.Length > 1 && fields[0] != 0)
        {
            int end = fields.IndexOf((byte)0);
            if (end < 0)
                break;
            if (fields[0] == (byte)'C' && end == 6)
                return fields[1..6];
            fields = fields[(end + 1)..];
        }
        return "XX000"u8;
    }
}
