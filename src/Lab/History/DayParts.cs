using System.Globalization;
using System.Runtime.InteropServices;
using Seawall.Lab.Digests;
using Seawall.Lab.Logs;

namespace Seawall.Lab.History;

/// <summary>The sums of one day while it is read.</summary>
internal sealed class DayParts(int day, int mostFingerprints)
{
    private const int MostCallers = 8;

    private readonly List<Business?> _businesses = [];
    private readonly Dictionary<Statement, Fingerprint> _fingerprints = [];
    private readonly Dictionary<(int User, int Database), Fingerprint> _others = [];
    private readonly Dictionary<(int User, int Route), Interface> _interfaces = [];
    private readonly List<Table> _tables = [];

    /// <summary>Days since 1970-01-01.</summary>
    public int Day => day;

    public void Add(in LogEvent e, int second, Digest digest, int database, int user, int role, int route)
    {
        DayTotals use = UseOf(e);
        BusinessOf(user).Add(second, use);
        FingerprintOf(new Statement(digest.Index, user, database), digest).Add(second / 60, use, role, route);
        ref Interface? face = ref CollectionsMarshal.GetValueRefOrAddDefault(_interfaces, (user, route), out _);
        (face ??= new Interface()).Add(second / 60, use);
        foreach (TouchedTable touched in digest.Tables)
        {
            TableOf(touched.Table).Add(use, touched.Written);
        }
    }

    public KeptDay Build(DayBuilder names, DayOptions options, DayOrigin origin, IReadOnlyList<string> madeFrom, DateTimeOffset now)
    {
        List<DayBusiness> businesses =
        [
            .. _businesses.Select((business, user) => (Business: business, Name: names.User(user))).Where(entry => entry.Business is not null)
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .Select(entry => new DayBusiness { Name = entry.Name, Totals = entry.Business!.Totals, Seconds = entry.Business.Seconds, Hours = entry.Business.Hours }),
        ];
        return new KeptDay
        {
            Date = DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(day),
            Site = options.Site,
            Offset = options.Offset,
            Origin = origin,
            MadeFrom = madeFrom,
            BuiltAt = now,
            Detail = DayDetail.Seconds,
            Totals = businesses.Aggregate(default(DayTotals), (sum, business) => sum + business.Totals),
            Businesses = businesses,
            Fingerprints =
            [
                .. _fingerprints.Select(entry => entry.Value.Build(names, names.Digests.All[entry.Key.Digest], entry.Key.User, entry.Key.Database))
                    .Concat(_others.Select(entry => entry.Value.Build(names, null, entry.Key.User, entry.Key.Database)))
                    .OrderByDescending(f => f.Totals.Calls).ThenBy(f => f.Fingerprint, StringComparer.Ordinal).ThenBy(f => f.Business, StringComparer.Ordinal),
            ],
            Tables =
            [
                .. _tables.Select((table, id) => new DayTable { Name = names.Digests.Tables[id], Totals = table.Totals, Writes = table.Writes })
                    .Where(table => table.Totals != default).OrderBy(table => table.Name, StringComparer.Ordinal),
            ],
            Interfaces =
            [
                .. _interfaces.Select(entry => new DayInterface
                {
                    Business = names.User(entry.Key.User),
                    Route = names.Digests.Routes.All[entry.Key.Route],
                    Totals = entry.Value.Totals,
                    Minutes = entry.Value.Minutes,
                }).OrderBy(f => f.Business, StringComparer.Ordinal).ThenBy(f => f.Route, StringComparer.Ordinal),
            ],
        };
    }

    // A further fetch is more time of a call that was counted before.
    private static DayTotals UseOf(in LogEvent e) => e.Kind == EventKind.Continuation
        ? new DayTotals(0, 0, 0, Math.Max(0, e.DurationMicros))
        : new DayTotals(1, e.Failed ? 1 : 0, Math.Max(0, e.Rows), Math.Max(0, e.DurationMicros));

    private Business BusinessOf(int user)
    {
        while (_businesses.Count <= user)
        {
            _businesses.Add(null);
        }

        return _businesses[user] ??= new Business();
    }

    private Fingerprint FingerprintOf(Statement statement, Digest digest)
    {
        if (_fingerprints.TryGetValue(statement, out Fingerprint? known))
        {
            return known;
        }

        if (_fingerprints.Count < mostFingerprints)
        {
            var added = new Fingerprint();
            _fingerprints.Add(statement, added);
            return added;
        }

        ref Fingerprint? others = ref CollectionsMarshal.GetValueRefOrAddDefault(_others, (statement.User, statement.Database), out _);
        return others ??= new Fingerprint();
    }

    private Table TableOf(int id)
    {
        while (_tables.Count <= id)
        {
            _tables.Add(new Table());
        }

        return _tables[id];
    }

    private readonly record struct Statement(int Digest, int User, int Database);

    private sealed class Business
    {
        public DayTotals Totals { get; private set; }

        public SecondSeries Seconds { get; } = new();

        public DayTotals[] Hours { get; } = new DayTotals[24];

        public void Add(int second, in DayTotals use)
        {
            Totals += use;
            Hours[second / 3600] += use;
            Seconds.Add(second, (uint)use.Calls, use.Micros);
        }
    }

    private class Interface
    {
        public DayTotals Totals { get; private set; }

        public MinuteSeries Minutes { get; } = new();

        public void Add(int minute, in DayTotals use)
        {
            Totals += use;
            Minutes.Add(minute, use);
        }
    }

    private sealed class Fingerprint : Interface
    {
        private readonly Dictionary<(int Role, int Route), long> _callers = [];

        public void Add(int minute, in DayTotals use, int role, int route)
        {
            Add(minute, use);
            CollectionsMarshal.GetValueRefOrAddDefault(_callers, (role, route), out _) += use.Calls;
        }

        public DayFingerprint Build(DayBuilder names, Digest? digest, int user, int database) => new()
        {
            Fingerprint = digest?.Fingerprint.ToString("x16", CultureInfo.InvariantCulture) ?? DayFingerprint.Others,
            Database = names.Database(database),
            Business = names.User(user),
            Sql = digest?.Sql ?? "",
            ReadOnly = digest?.ReadOnly ?? false,
            Tables = digest is null ? [] : [.. digest.Tables.Select(table => names.Digests.Tables[table.Table])],
            Callers =
            [
                .. _callers.OrderByDescending(caller => caller.Value).Take(MostCallers)
                    .Select(caller => new DayCaller(names.Digests.Routes.All[caller.Key.Route], names.Digests.Roles.All[caller.Key.Role], caller.Value)),
            ],
            Totals = Totals,
            Minutes = Minutes,
        };
    }

    private sealed class Table
    {
        public DayTotals Totals { get; private set; }

        public long Writes { get; private set; }

        public void Add(in DayTotals use, bool written)
        {
            Totals += use;
            Writes += written ? use.Calls : 0;
        }
    }
}
