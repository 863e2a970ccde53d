using System.Globalization;
using System.Runtime.CompilerServices;
using Seawall.Lab.Digests;
using Seawall.Lab.Logs;

namespace Seawall.Lab.Analysis;

/// <summary>Adds up a log by statement, table, business (its login) and role, and keeps the slowest. Nothing is allocated per record.</summary>
public sealed class LogAnalyzer(int top)
{
    private readonly DigestTable _digests = new();
    private readonly NameTable _users = new();
    private readonly UsageTable _byDigest = new();
    private readonly UsageTable _byTable = new();
    private readonly UsageTable _byUser = new();
    private readonly UsageTable _byRole = new();
    private readonly SlowList _slow = new(top);
    private readonly InputTally _tally = new();
    private readonly List<FileReport> _files = [];
    private long _first = long.MaxValue;
    private long _last = long.MinValue;
    private long _statements;
    private long _errors;
    private EventSource? _reading;
    private bool _interrupted;

    /// <summary>Statements so far.</summary>
    public long Statements => _statements;

    /// <summary>Bytes so far, of the source being read as well.</summary>
    public long BytesRead => _tally.BytesRead + (_reading?.Tally.BytesRead ?? 0);

    /// <summary>The statement that took the most time so far, or that was called the most where no time is told; null before the first.</summary>
    public string? Busiest => _digests.All.MaxBy(d => (_byDigest[d.Index]!.TotalMicros, _byDigest[d.Index]!.Calls))?.Sql;

    /// <summary>
    /// Reads the source to its end, or until it is told to stop, which the report says; <paramref name="file"/> names it there.
    /// <paramref name="progress"/> is called every few thousand statements, on this thread.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(EventSource source, CancellationToken ct, string file = "", Action<LogAnalyzer>? progress = null)
    {
        _digests.Dialect = source.Dialect;
        _reading = source;
        uint statements = 0;
        while (source.TryRead(out LogEvent e))
        {
            Add(e);
            if ((++statements & 4095) == 0)
            {
                progress?.Invoke(this);
            }

            if (ct.IsCancellationRequested)
            {
                _interrupted = true;
                break;
            }
        }

        _reading = null;
        _tally.Add(source.Tally);
        _files.Add(new FileReport
        {
            File = file,
            Format = source.Format,
            Prefix = source.Prefix,
            PrefixOrigin = source.PrefixOrigin,
            Records = source.Tally.Records,
            Events = source.Tally.Events,
            BytesRead = source.Tally.BytesRead,
            BytesOfStatements = source.Tally.BytesOfStatements,
            BytesOfOthers = source.Tally.BytesOfOthers,
            Skipped = source.Tally.Skipped,
            Breaks = source.Tally.Breaks,
            UnknownZone = source.UnknownZone,
            Problem = source.Problem,
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in LogEvent e)
    {
        if (e.Kind != EventKind.Continuation)
        {
            _statements++;
            _errors += e.Failed ? 1 : 0;
        }

        _first = Math.Min(_first, e.StartMicros);
        _last = Math.Max(_last, e.EndMicros);
        Digest digest = _digests.Of(e.Sql, out int role);
        _byDigest.Add(digest.Index, e);
        _byUser.Add(_users.IdOf(e.User), e);
        _byRole.Add(e.Role.IsEmpty ? role : _digests.Roles.IdOf(e.Role), e);
        foreach (TouchedTable table in digest.Tables)
        {
            _byTable.Add(table.Table, e);
        }

        _slow.Add(e);
    }

    public AnalysisReport Report() => new()
    {
        Input = new InputReport(_tally.BytesRead, _tally.BytesOfStatements, _tally.BytesOfOthers, _tally.BytesSkipped, _tally.Records, _tally.Breaks, _tally.Balances)
        {
            Skipped = _tally.Skipped,
            Files = _files,
        },
        Interrupted = _interrupted,
        FirstStart = _statements == 0 ? null : DateTimeOffset.UnixEpoch.AddMicroseconds(_first),
        LastEnd = _statements == 0 ? null : DateTimeOffset.UnixEpoch.AddMicroseconds(_last),
        Statements = _statements,
        Errors = _errors,
        Fingerprints = _digests.All.Count,
        ByTime = Top(usage => usage.TotalMicros),
        ByCalls = Top(usage => usage.Calls),
        ByRows = Top(usage => usage.Rows),
        Businesses = Names(_byUser, _users.All),
        Tables = Names(_byTable, _digests.Tables),
        Roles = Names(_byRole, _digests.Roles.All),
        Slow = _slow.Report(),
    };

    private List<StatementUsage> Top(Func<Usage, long> measure) =>
        [.. _digests.All.Where(d => measure(_byDigest[d.Index]!) > 0).OrderByDescending(d => measure(_byDigest[d.Index]!)).Take(top).Select(Statement)];

    private List<NamedUsage> Names(UsageTable usages, IReadOnlyList<string> names) =>
        [.. Enumerable.Range(0, usages.Count).Where(id => usages[id] is not null).OrderByDescending(id => usages[id]!.TotalMicros).Take(top).Select(id => Named(names[id], usages[id]!))];

    private StatementUsage Statement(Digest digest)
    {
        Usage usage = _byDigest[digest.Index]!;
        return new StatementUsage
        {
            Fingerprint = digest.Fingerprint.ToString("x16", CultureInfo.InvariantCulture),
            Sql = digest.Sql,
            Tables = [.. digest.Tables.Select(t => _digests.Tables[t.Table])],
            Calls = usage.Calls,
            Errors = usage.Errors,
            Rows = usage.Rows,
            TotalMicros = usage.TotalMicros,
            MeanMicros = usage.Latency.Mean,
            P50Micros = usage.Latency.ValueAt(0.5),
            P95Micros = usage.Latency.ValueAt(0.95),
            P99Micros = usage.Latency.ValueAt(0.99),
            MaxMicros = usage.Latency.Max,
            RowsExamined = usage.RowsExamined,
            LockMicros = usage.LockMicros,
        };
    }

    private static NamedUsage Named(string name, Usage usage) => new()
    {
        Name = name.Length == 0 ? "(none)" : name,
        Calls = usage.Calls,
        Errors = usage.Errors,
        Rows = usage.Rows,
        TotalMicros = usage.TotalMicros,
        MeanMicros = usage.Latency.Mean,
        P50Micros = usage.Latency.ValueAt(0.5),
        P95Micros = usage.Latency.ValueAt(0.95),
        P99Micros = usage.Latency.ValueAt(0.99),
        MaxMicros = usage.Latency.Max,
        RowsExamined = usage.RowsExamined,
        LockMicros = usage.LockMicros,
    };
}
