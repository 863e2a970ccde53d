namespace Seawall.Cli;

/// <summary>What PostgreSQL has counted of one statement by one login since its statistics were reset. Times in milliseconds.</summary>
internal sealed record ObservedRow
{
    /// <summary>Login and the server's own id of the statement, which tell it apart between two readings.</summary>
    public required (string Login, long QueryId, bool TopLevel) Key { get; init; }

    public required string Sql { get; init; }

    public required long Calls { get; init; }

    public required long Rows { get; init; }

    public required double TotalMs { get; init; }

    public required double MaxMs { get; init; }

    public required double DeviationMs { get; init; }

    private double Squares => Calls == 0 ? 0 : Calls * (DeviationMs * DeviationMs + TotalMs / Calls * (TotalMs / Calls));

    /// <summary>What came since an earlier reading; all of it when the statistics were reset meanwhile, null when nothing did.</summary>
    public ObservedRow? Since(ObservedRow? earlier)
    {
        if (earlier is null || Calls < earlier.Calls || TotalMs < earlier.TotalMs)
            return Calls > 0 ? this : null;
        var calls = Calls - earlier.Calls;
        if (calls == 0)
            return null;
        var total = TotalMs - earlier.TotalMs;
        var mean = total / calls;
        return this with
        {
            Calls = calls,
            Rows = Math.Max(0, Rows - earlier.Rows),
            TotalMs = total,
            DeviationMs = Math.Sqrt(Math.Max(0, (Squares - earlier.Squares) / calls - mean * mean)),
            // The longest ever is the longest of the interval only when it rose in it.
            MaxMs = MaxMs > earlier.MaxMs ? MaxMs : Math.Min(MaxMs, total),
        };
    }
}

/// <summary>What PostgreSQL has counted of one table. Counts since its statistics were reset, rows as estimated now.</summary>
internal sealed record ObservedTable(string Name, long SeqScans, long SeqRows, long IndexScans, long Inserted, long Updated, long Deleted, long LiveRows, long DeadRows)
{
    /// <summary>What came since an earlier reading; rows as they are.</summary>
    public ObservedTable Since(ObservedTable? earlier) => earlier is null || SeqScans < earlier.SeqScans || IndexScans < earlier.IndexScans ? this : this with
    {
        SeqScans = SeqScans - earlier.SeqScans,
        SeqRows = SeqRows - earlier.SeqRows,
        IndexScans = IndexScans - earlier.IndexScans,
        Inserted = Inserted - earlier.Inserted,
        Updated = Updated - earlier.Updated,
        Deleted = Deleted - earlier.Deleted,
    };
}

/// <summary>Sessions of one login and application by state, and how long the oldest open transaction of them is, in seconds.</summary>
internal sealed record ObservedSessions(string Login, string Application, string State, long Count, double OldestTransactionSeconds);

/// <summary>One look at a server.</summary>
/// <param name="At">When, by this machine's clock.</param>
/// <param name="Since">Since when the server counts; null when it does not say.</param>
/// <param name="Rows">By statement.</param>
/// <param name="Tables">By table.</param>
/// <param name="Sessions">By login, application and state.</param>
/// <param name="HiddenTexts">Statements of others whose texts this login may not see.</param>
internal sealed record ObservedReading(
    DateTimeOffset At, DateTimeOffset? Since, IReadOnlyList<ObservedRow> Rows, IReadOnlyList<ObservedTable> Tables, IReadOnlyList<ObservedSessions> Sessions, long HiddenTexts)
{
    /// <summary>What came since an earlier reading.</summary>
    public ObservedReading After(ObservedReading earlier)
    {
        var rows = earlier.Rows.ToLookup(row => row.Key);
        var tables = earlier.Tables.ToLookup(table => table.Name, StringComparer.Ordinal);
        return this with
        {
            Since = earlier.At,
            Rows = [.. Rows.Select(row => row.Since(rows[row.Key].FirstOrDefault())).OfType<ObservedRow>()],
            Tables = [.. Tables.Select(table => table.Since(tables[table.Name].FirstOrDefault()))],
        };
    }
}
