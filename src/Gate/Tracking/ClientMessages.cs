using System.Buffers.Binary;
using System.IO.Hashing;
using Seawall.Gate.Statistics;
using Seawall.Postgres.Sql;

namespace Seawall.Gate.Tracking;

/// <summary>What the client sends: each message that gets a reply joins the queue.</summary>
internal sealed class ClientMessages(SessionState state) : IMessageSink
{
    // Longer texts and values pass untouched; they are counted by their beginning and not captured.
    private const int LongestHeld = 1 << 20;
    private const int LongestNames = 4096;

    /// <summary>Bytes of a Query or Parse that decide what it is.</summary>
    public const int LongestCounted = LongestNames + StatementCatalog.LongestAnalysed;

    public int Wanted(byte type) => type switch
    {
        (byte)'Q' or (byte)'P' => state.Ledger.IsCapturing ? LongestHeld : LongestCounted,
        (byte)'B' => state.Ledger.IsCapturing ? LongestHeld : LongestNames,
        (byte)'E' or (byte)'C' => LongestNames,
        _ => 0,
    };

    public void OnMessage(byte type, ReadOnlySpan<byte> content, int contentLength)
    {
        switch (type)
        {
            case (byte)'S':
                OnSync();
                return;
            case (byte)'c' or (byte)'f':
                OnCopyEnd();
                return;
        }
        if (state.IsDiscarding)
            return;
        switch (type)
        {
            case (byte)'Q':
                OnQuery(content, isCut: content.Length < contentLength);
                break;
            case (byte)'P':
                OnParse(content, isCut: content.Length < contentLength);
                break;
            case (byte)'B':
                OnBind(content, isCut: content.Length < contentLength);
                break;
            case (byte)'E':
                OnExecute(content);
                break;
            case (byte)'D':
                Add(RequestKind.Describe);
                break;
            case (byte)'C':
                OnClose(content);
                break;
            case (byte)'F':
                Add(RequestKind.Function);
                break;
            case (byte)'H' when contentLength > 0 && !state.IsCopyingIn:
                Add(RequestKind.MalformedFlush);
                break;
        }
    }

    private ref Request Add(RequestKind kind) => ref state.Add(kind);

    private void OnSync()
    {
        if (state.IsCopyingIn)
            return;
        state.IsDiscarding = false;
        Add(RequestKind.Sync);
    }

    private void OnCopyEnd()
    {
        if (state.IsCopyingIn)
            state.IsCopyingIn = false;
        else if (state.Requests.Count > 0 && !state.IsDiscarding)
            Add(RequestKind.CopyEnd);
    }

    private void OnQuery(ReadOnlySpan<byte> content, bool isCut) => AddQuery(ReadQuery(content, isCut));

    private void OnParse(ReadOnlySpan<byte> content, bool isCut)
    {
        StatementText statement = ReadParse(content, isCut, out ulong name);
        state.AddParse(name, statement);
    }

    /// <summary>Describes a Query; the caller adds or releases it.</summary>
    public StatementText ReadQuery(ReadOnlySpan<byte> content, bool isCut) => Describe(TakeText(ref content), isCut);

    public void AddQuery(StatementText statement) => state.AddNaming(RequestKind.Query, name: 0, statement);

    /// <summary>Describes a Parse (string name · string sql · int16 count · int32 type…); the caller adds or releases it.</summary>
    public StatementText ReadParse(ReadOnlySpan<byte> content, bool isCut, out ulong name)
    {
        name = TakeName(ref content);
        StatementText statement = Describe(TakeText(ref content), isCut);
        statement.IsNamed = name != 0;
        if (state.Ledger.IsCapturing && content.Length >= 2)
        {
            int bytes = BinaryPrimitives.ReadUInt16BigEndian(content) * 4;
            statement.IsCut |= !state.Ledger.Pools.TryHold(statement.ParameterTypes, content.Slice(2, Math.Min(bytes, content.Length - 2)));
        }
        return statement;
    }

    private void OnBind(ReadOnlySpan<byte> content, bool isCut)
    {
        ulong name = TakeName(ref content);
        ulong statement = TakeName(ref content);
        AddBind(name, statement, content, isCut);
    }

    /// <summary>Adds a Bind: string portal · string statement · and in the content formats · values · result formats.</summary>
    public void AddBind(ulong name, ulong statement, ReadOnlySpan<byte> content, bool isCut)
    {
        Portal portal = state.Ledger.Pools.Portal();
        portal.IsCut = isCut || (state.Ledger.IsCapturing && !state.Ledger.Pools.TryHold(portal.Values, content));
        ref Request request = ref Add(RequestKind.Bind);
        request.Name = name;
        request.StatementName = statement;
        request.Portal = portal;
    }

    private void OnExecute(ReadOnlySpan<byte> content)
    {
        ulong portal = TakeName(ref content);
        Add(RequestKind.Execute).Name = portal;
    }

    private void OnClose(ReadOnlySpan<byte> content)
    {
        bool isStatement = !content.IsEmpty && content[0] == (byte)'S';
        content = content[Math.Min(1, content.Length)..];
        ulong name = TakeName(ref content);
        Add(isStatement ? RequestKind.CloseStatement : RequestKind.ClosePortal).Name = name;
    }

    private StatementText Describe(ReadOnlySpan<byte> sql, bool isCut)
    {
        StatementText statement = state.Ledger.Pools.Text();
        state.Ledger.Catalog.Describe(sql, statement);
        statement.IsCut = isCut || (state.Ledger.IsCapturing && !state.Ledger.Pools.TryHold(statement.Sql, sql));
        if (state.Judge is not null && statement.Info.Kind is StatementKind.Prepare or StatementKind.Execute)
            DescribeNamed(sql, statement);
        return statement;
    }

    // A statement is judged as what it is, whichever way it got its name.
    private void DescribeNamed(ReadOnlySpan<byte> sql, StatementText statement)
    {
        if (SqlNames.TryReadExecute(sql, out ulong executed))
        {
            statement.SqlName = executed;
        }
        else if (SqlNames.TryReadPrepare(sql, out ulong name, out int start))
        {
            statement.SqlName = name;
            statement.Prepared = state.Ledger.Pools.Text();
            statement.Prepared.IsNamed = true;
            state.Ledger.Catalog.Describe(sql[start..], statement.Prepared);
        }
    }

    /// <summary>The hash of the name that comes first, 0 for the empty one; the content goes on behind it.</summary>
    public static ulong TakeName(ref ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> name = TakeText(ref content);
        return name.IsEmpty ? 0 : XxHash3.HashToUInt64(name);
    }

    /// <summary>The text that comes first, up to its NUL; the content goes on behind it.</summary>
    public static ReadOnlySpan<byte> TakeText(ref ReadOnlySpan<byte> content)
    {
        int end = content.IndexOf((byte)0);
        ReadOnlySpan<byte> text = end < 0 ? content : content[..end];
        content = end < 0 ? default : content[(end + 1)..];
        return text;
    }
}
