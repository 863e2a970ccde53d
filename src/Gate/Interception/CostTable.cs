using System.Numerics;
using Seawall.Gate.Statistics;

namespace Seawall.Gate.Interception;

/// <summary>
/// What statements cost by fingerprint and business, in a fixed number of entries. A statement has few entries it may stand in; a new one takes the place of the one that was
/// met least, so a stream of statements that come once replaces each other and not what is met again. What is met no longer grows old.
/// </summary>
/// <remarks>A set-associative cache with LFU replacement and ageing. Sets are guarded by locks they share by turns, held for some instructions.</remarks>
internal sealed class CostTable
{
    private const int Ways = 8;
    private const int Turns = 64;
    private const int MostUses = 1 << 20;
    private const long AgesEvery = 600_000_000;

    private readonly StatementCost?[] _entries;
    private readonly Lock[] _turns = new Lock[Turns];
    private readonly int _sets;
    private long _agesAt;
    private double _busy;
    private long _busyAt;
    private readonly Lock _busyTurn = new();

    /// <param name="entries">At most so many statements are known at once, about 200 bytes each; a power of two, 8 or more.</param>
    public CostTable(int entries = 16_384)
    {
        _entries = new StatementCost?[entries];
        _sets = entries / Ways;
        for (var i = 0; i < Turns; i++)
            _turns[i] = new Lock();
    }

    /// <summary>Decisions about statements that were given up since.</summary>
    public long[] Forgotten { get; } = new long[Decisions.Count];

    public static ulong KeyOf(ulong fingerprint, ulong business)
    {
        var key = (fingerprint ^ BitOperations.RotateLeft(business, 29)) * 0x9E3779B97F4A7C15;
        return key == 0 ? 1 : key;
    }

    /// <summary>What is known of a statement; nothing when it was never met.</summary>
    public CostView Look(ulong key, long nowMicros)
    {
        lock (TurnOf(key))
        {
            if (Find(key) is not { } cost)
                return default;
            var all = Volatile.Read(ref _busy) * Math.Exp((Volatile.Read(ref _busyAt) - nowMicros) / 10_000_000.0);
            return new CostView(cost.Normal.IsKnown, cost.Normal.Micros / 1000, cost.Rows, cost.Bytes, all < 1_000_000 ? 0 : cost.Busy(nowMicros) / all);
        }
    }

    /// <summary>Learns from a call and returns the base-2 logarithm of its statement's normal microseconds and of how many calls it is known.</summary>
    public (float Log2, int Samples) Learn(ulong key, Name business, StatementInfo info, float log2Micros, float log2Slowdown, bool isOver, long micros, long rows, long bytes, long nowMicros)
    {
        Age(nowMicros);
        lock (_busyTurn)
        {
            _busy = (_busy * Math.Exp((_busyAt - nowMicros) / 10_000_000.0)) + micros;
            _busyAt = nowMicros;
        }
        lock (TurnOf(key))
        {
            var cost = FindOrBegin(key, business.Text, info.Fingerprint, info);
            cost.Info ??= info;
            if (cost.Uses < MostUses)
                cost.Uses++;
            cost.Learn(log2Micros, log2Slowdown, isOver, micros, rows, bytes, nowMicros);
            return (cost.Normal.Log2, cost.Normal.Samples);
        }
    }

    /// <summary>Counts a decision; a statement that is not known yet is from now on.</summary>
    public void Count(ulong key, Name business, StatementInfo info, Decision decision)
    {
        lock (TurnOf(key))
            FindOrBegin(key, business.Text, info.Fingerprint, info).Count(decision);
    }

    /// <summary>Puts a statement in that was learned before a restart.</summary>
    public void Restore(ulong key, string business, ulong fingerprint, NormalCost normal, float rows, float bytes, int uses)
    {
        lock (TurnOf(key))
        {
            var cost = FindOrBegin(key, business, fingerprint, null);
            if (cost.Normal.Samples > 0)
                return;
            cost.Restore(normal, rows, bytes);
            cost.Uses = uses;
        }
    }

    /// <summary>Reads every entry, each under its lock: whoever reads must not call back.</summary>
    public void Read(Action<StatementCost> read)
    {
        for (var i = 0; i < _entries.Length; i++)
        {
            lock (_turns[i / Ways % Turns])
            {
                if (_entries[i] is { IsFree: false } cost)
                    read(cost);
            }
        }
    }

    private Lock TurnOf(ulong key) => _turns[SetOf(key) % Turns];

    private int SetOf(ulong key) => (int)((key >> 32) % (ulong)_sets);

    private StatementCost? Find(ulong key)
    {
        foreach (var cost in _entries.AsSpan(SetOf(key) * Ways, Ways))
        {
            if (cost is not null && cost.Key == key)
                return cost;
        }
        return null;
    }

    private StatementCost FindOrBegin(ulong key, string business, ulong fingerprint, StatementInfo? info)
    {
        if (Find(key) is { } found)
            return found;
        var set = _entries.AsSpan(SetOf(key) * Ways, Ways);
        var least = 0;
        for (var i = 0; i < Ways; i++)
        {
            set[i] ??= new StatementCost();
            if (set[i]!.IsFree)
            {
                least = i;
                break;
            }
            if (set[i]!.Uses < set[least]!.Uses)
                least = i;
        }
        var cost = set[least]!;
        if (!cost.IsFree)
        {
            for (var decision = 0; decision < Decisions.Count; decision++)
                Interlocked.Add(ref Forgotten[decision], cost.Decided((Decision)decision));
        }
        cost.Begin(key, business, fingerprint, info);
        return cost;
    }

    private void Age(long nowMicros)
    {
        var due = Volatile.Read(ref _agesAt);
        if (nowMicros < due || Interlocked.CompareExchange(ref _agesAt, nowMicros + AgesEvery, due) != due || due == 0)
            return;
        Read(static cost => cost.Uses /= 2);
    }
}
