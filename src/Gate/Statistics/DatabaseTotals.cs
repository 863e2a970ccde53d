using Seawall.Gate.Tracking;

namespace Seawall.Gate.Statistics;

/// <summary>
/// What passed for each database since the gate started, as the console's <c>SHOW STATS</c> tells it: a few additions a statement, written by the ledger's thread.
/// Beyond <see cref="Most"/> databases they count as <c>other</c>.
/// </summary>
internal sealed class DatabaseTotals(Name other)
{
    private const int Most = 64;

    private readonly List<DatabaseTotal> _all = [];
    private DatabaseTotal?[] _byName = [];

    public void Record(in CompletedRequest done)
    {
        Name database = done.Session.Database;
        DatabaseTotal? total = database.Id < _byName.Length ? _byName[database.Id] : null;
        (total ?? Add(database)).Record(done);
    }

    /// <summary>Adds what is counted here to totals by database.</summary>
    public void AddTo(Dictionary<string, DatabaseTotal> totals)
    {
        foreach (DatabaseTotal total in _all)
        {
            if (!totals.TryGetValue(total.Database, out DatabaseTotal? sum))
                totals.Add(total.Database, sum = new DatabaseTotal(total.Database));
            sum.Add(total);
        }
    }

    private DatabaseTotal Add(Name database)
    {
        if (database.Id >= _byName.Length)
            Array.Resize(ref _byName, database.Id + 16);
        string name = _all.Count < Most ? database.Text : other.Text;
        if (_all.Find(total => total.Database == name) is not { } total)
            _all.Add(total = new DatabaseTotal(name));
        return _byName[database.Id] = total;
    }
}

/// <summary>What passed for one database.</summary>
internal sealed class DatabaseTotal(string database)
{
    public string Database { get; } = database;

    /// <summary>Transactions ended, single statements among them.</summary>
    public long Transactions { get; private set; }

    public long Statements { get; private set; }

    public long Errors { get; private set; }

    /// <summary>Bytes the server answered.</summary>
    public long Sent { get; private set; }

    /// <summary>How long statements ran, microseconds.</summary>
    public long Micros { get; private set; }

    public void Record(in CompletedRequest done)
    {
        Statements++;
        Micros += done.DurationMicros;
        Sent += done.BytesReturned;
        if (!done.SqlState.IsEmpty)
            Errors++;
        if (done.StatusAfter == (byte)'I' && !done.IsPipelined)
            Transactions++;
    }

    public void Add(DatabaseTotal total)
    {
        Transactions += total.Transactions;
        Statements += total.Statements;
        Errors += total.Errors;
        Sent += total.Sent;
        Micros += total.Micros;
    }
}
