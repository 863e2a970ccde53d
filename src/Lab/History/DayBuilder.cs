using Seawall.Lab.Digests;
using Seawall.Lab.Logs;

namespace Seawall.Lab.History;

/// <summary>
/// Builds kept days from logs in one pass. Memory follows the days, minutes and fingerprints met, not the size of the logs;
/// an event of a known text in a known minute allocates nothing.
/// </summary>
public sealed class DayBuilder(DayOptions options)
{
    private const long MicrosOfDay = 86_400_000_000;

    private readonly DigestTable _digests = new();
    private readonly NameTable _users = new();
    private readonly NameTable _databases = new();
    private readonly SortedDictionary<int, DayParts> _days = [];
    private readonly List<string> _madeFrom = [];
    private DayOrigin? _origin;
    private DayParts? _last;

    /// <summary>Events that lie outside of the day asked for.</summary>
    public long LeftOut { get; private set; }

    public long Events { get; private set; }

    /// <summary>Reads the source to its end; <paramref name="name"/> is kept as what the days were made from.</summary>
    public void Read(EventSource source, string name, CancellationToken ct)
    {
        while (source.TryRead(out LogEvent e))
        {
            Add(e);
            ct.ThrowIfCancellationRequested();
        }

        DayOrigin origin = source is CaptureSource ? DayOrigin.Captured : DayOrigin.Log;
        // Days made of both are no better than their weaker half.
        _origin = _origin is { } before && before < origin ? before : origin;
        _madeFrom.Add(name);
    }

    /// <summary>Adds one event. Throws <see cref="InvalidDataException"/> when it opens more days than may be built at once.</summary>
    public void Add(in LogEvent e)
    {
        long micros = e.StartMicros + (long)options.Offset.TotalMicroseconds;
        int day = (int)Math.DivRem(micros, MicrosOfDay, out long within);
        if (micros < 0 || (options.Only is { } only && day != only.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber))
        {
            LeftOut++;
            return;
        }

        Events++;
        Digest digest = _digests.Of(e.Sql, out int role, out int route);
        role = e.Role.IsEmpty ? role : _digests.Roles.IdOf(e.Role);
        DayParts parts = _last?.Day == day ? _last : _last = PartsOf(day);
        parts.Add(e, (int)(within / 1_000_000), digest, _databases.IdOf(e.Database), _users.IdOf(e.User), role, route);
    }

    /// <summary>The days met so far, the earliest first. <paramref name="origin"/> unset: captured or log, as the sources were.</summary>
    public IReadOnlyList<KeptDay> Build(DateTimeOffset now, DayOrigin? origin = null) =>
        [.. _days.Values.Select(parts => parts.Build(this, options, origin ?? _origin ?? DayOrigin.Imported, [.. _madeFrom], now))];

    internal DigestTable Digests => _digests;

    internal string User(int id) => _users.All[id];

    internal string Database(int id) => _databases.All[id];

    private DayParts PartsOf(int day)
    {
        if (!_days.TryGetValue(day, out DayParts? parts))
        {
            if (_days.Count == options.MostDays)
            {
                throw new InvalidDataException($"The log covers more than {options.MostDays} days; build them in several runs, each of some of its files.");
            }

            _days.Add(day, parts = new DayParts(day, options.MostFingerprints));
        }

        return parts;
    }
}
