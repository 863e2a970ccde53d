namespace Seawall.Gate.Rules;

/// <summary>What one rule decided about one statement of one business. Written by several threads at once; a row that was given up counts on in the one it went into.</summary>
internal sealed class HitRow(string business, ulong fingerprint, string sql)
{
    private HitRow? _into;
    private long _matched;
    private long _allowed;
    private long _refused;
    private long _queued;
    private long _warned;
    private long _last;

    public string Business { get; } = business;

    /// <summary>0 for all statements of the business that have no row.</summary>
    public ulong Fingerprint { get; } = fingerprint;

    public string Sql { get; } = sql;

    /// <summary>Where its statement is counted now.</summary>
    public HitRow Current => Volatile.Read(ref _into) ?? this;

    public long Matched => Interlocked.Read(ref _matched);

    /// <summary>A statement was met; returns the row it counts in.</summary>
    public HitRow Match(long nowMicros)
    {
        var row = Current;
        Interlocked.Increment(ref row._matched);
        Volatile.Write(ref row._last, nowMicros);
        return row;
    }

    public void Count(RuleDecision decision)
    {
        switch (decision)
        {
            case RuleDecision.Refused:
                Interlocked.Increment(ref _refused);
                break;
            case RuleDecision.Queued:
                Interlocked.Increment(ref _queued);
                break;
            default:
                Interlocked.Increment(ref _allowed);
                break;
        }
    }

    public void Warn() => Interlocked.Increment(ref _warned);

    public HitCount Read() =>
        new(Interlocked.Read(ref _matched), Interlocked.Read(ref _allowed), Interlocked.Read(ref _refused), Interlocked.Read(ref _queued), Interlocked.Read(ref _warned), Volatile.Read(ref _last));

    /// <summary>Gives its counts to another row, now and from now on.</summary>
    public void GiveTo(HitRow other)
    {
        Volatile.Write(ref _into, other);
        Interlocked.Add(ref other._matched, Interlocked.Exchange(ref _matched, 0));
        Interlocked.Add(ref other._allowed, Interlocked.Exchange(ref _allowed, 0));
        Interlocked.Add(ref other._refused, Interlocked.Exchange(ref _refused, 0));
        Interlocked.Add(ref other._queued, Interlocked.Exchange(ref _queued, 0));
        Interlocked.Add(ref other._warned, Interlocked.Exchange(ref _warned, 0));
        other._last = Math.Max(other._last, _last);
    }
}

/// <param name="Matched">Statements it meant.</param>
/// <param name="Warned">Of those, the ones it would have refused or kept waiting were it enforced.</param>
/// <param name="LastMicros">When it last meant one, monotonic; 0 for never.</param>
internal readonly record struct HitCount(long Matched, long Allowed, long Refused, long Queued, long Warned, long LastMicros)
{
    public HitCount With(HitCount other) =>
        new(Matched + other.Matched, Allowed + other.Allowed, Refused + other.Refused, Queued + other.Queued, Warned + other.Warned, Math.Max(LastMicros, other.LastMicros));
}
