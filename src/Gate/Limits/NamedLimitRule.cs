using System.Collections.Frozen;
using System.Globalization;
using Seawall.Client.Gates;
using Seawall.Gate.Judging;

namespace Seawall.Gate.Limits;

/// <summary>A named limit as statements are held to it.</summary>
internal sealed class NamedLimitRule
{
    private readonly LimitMatch _match;
    private readonly FrozenSet<ulong>? _fingerprints;
    private readonly LimitRefusals _full;
    private readonly LimitRefusals _tooOften;
    private readonly int _patienceMs;
    private readonly long _longestDelay;

    public NamedLimitRule(NamedLimit limit, LimitBuckets buckets)
    {
        Buckets = buckets;
        _match = limit.Match;
        _fingerprints = limit.Match.Fingerprint.Values?.Select(hex => ulong.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToFrozenSet();
        _patienceMs = limit.PatienceMs;
        // No more wait than may, and none longer than it has patience.
        double perSecond = limit.PerSecond ?? 1;
        _longestDelay = (long)(1000 * Math.Min(limit.PatienceMs, 1000 * limit.Waiting / perSecond));
        _full = new LimitRefusals(
            $"limit:{limit.Name}", string.Create(CultureInfo.InvariantCulture, $"limit \"{limit.Name}\" lets {limit.Concurrency} statements run at once, and this one has waited for its turn"), Math.Clamp(limit.PatienceMs, 100, 10_000));
        _tooOften = new LimitRefusals(
            $"limit:{limit.Name}", string.Create(CultureInfo.InvariantCulture, $"limit \"{limit.Name}\" lets {perSecond} statements a second run, and more came"), (int)Math.Clamp(2000 / perSecond, 100, 10_000));
    }

    public LimitBuckets Buckets { get; }

    /// <summary>Whether the limit means the statement.</summary>
    public bool Matches(in StatementCall call, BusinessAccount account)
    {
        if (_fingerprints is not null && !_fingerprints.Contains(call.Statement.Info.Fingerprint))
            return false;
        if (!_match.Business.Includes(account.Name) || !_match.Role.Includes(call.Statement.Role.Text))
            return false;
        return _match.Table.IsEach ? call.Statement.Info.Tables.Length > 0 : _match.Table.Values is null || NamesOne(call.Statement.Info.Tables);
    }

    /// <summary>Takes a turn where there is a rate; a wait of some milliseconds that nobody grants an end of when the turn is later.</summary>
    public Verdict EnterRate(in StatementCall call, BusinessAccount account)
    {
        long longest = 0;
        for (int i = 0; i < TurnsOf(call); i++)
        {
            LimitBucket bucket = BucketOf(call, account, i);
            if (!bucket.HasRate)
                continue;
            long wait = bucket.Rate.TryTake(call.NowMicros, _longestDelay);
            if (wait < 0)
                return Refuse(_tooOften, account);
            longest = Math.Max(longest, wait);
        }
        if (longest == 0)
            return Verdict.Allow;
        Buckets.CountWaited();
        return Verdict.Wait((int)((longest + 999) / 1000), null);
    }

    /// <summary>Takes a place, or stands in the queue for one.</summary>
    public Verdict EnterPlaces(in StatementCall call, Ticket ticket, BusinessAccount account)
    {
        for (int i = 0; i < TurnsOf(call); i++)
        {
            SlotQueue places = BucketOf(call, account, i).Places;
            if (places.Slots == int.MaxValue || ticket.Holds(places))
                continue;
            switch (places.Enter(ticket, call.NowMicros))
            {
                case SlotAnswer.Waits:
                    Buckets.CountWaited();
                    return Verdict.Wait(_patienceMs, _full.For(account));
                case SlotAnswer.Full:
                    return Refuse(_full, account);
            }
        }
        return Verdict.Allow;
    }

    private Verdict Refuse(LimitRefusals refusals, BusinessAccount account)
    {
        Buckets.CountRefused();
        return Verdict.Refuse(refusals.For(account));
    }

    private int TurnsOf(in StatementCall call) => _match.Table.IsEach ? call.Statement.Info.Tables.Length : 1;

    private LimitBucket BucketOf(in StatementCall call, BusinessAccount account, int turn) =>
        Buckets.Of(call, account.Name, _match.Table.IsEach ? call.Statement.Info.Tables[turn] : "");

    private bool NamesOne(string[] tables)
    {
        foreach (string table in tables)
        {
            if (_match.Table.Includes(table))
                return true;
        }
        return false;
    }
}
