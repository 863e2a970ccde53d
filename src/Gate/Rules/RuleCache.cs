using Seawall.Gate.Statistics;
using Seawall.Gate.Tracking;

namespace Seawall.Gate.Rules;

/// <summary>Which rules mean which statements of whom, for the sessions of one ledger; by one thread at a time. Forgotten with the set it was worked out of.</summary>
internal sealed class RuleCache
{
    private const int Slots = 4096;

    private Slot[] _slots = [];
    private RuleSet? _set;

    public RuleHit[] Of(RuleSet set, SessionIdentity session, Name business, StatementText statement)
    {
        if (set != _set)
            Begin(set);
        // Numbers of names have 12 bits.
        var who = (uint)session.Login.Id | ((ulong)(uint)session.Database.Id << 12) | ((ulong)(uint)business.Id << 24) | ((ulong)(uint)statement.Role.Id << 36)
            | ((ulong)(uint)statement.Caller.Id << 48) | (statement.Mark.Utf8.Length > 0 ? 1UL << 60 : 0);
        var shape = statement.Shape.Bits;
        ref var slot = ref _slots[(((who * 0x9E3779B97F4A7C15UL) ^ statement.Info.Fingerprint ^ (uint)shape) * 0xD6E8FEB86659FD93UL) >> 52];
        if (slot.Who != who || slot.Shape != shape || slot.Info != statement.Info)
            slot = new Slot { Who = who, Shape = shape, Info = statement.Info, Hits = set.Match(session, business, statement) };
        return slot.Hits;
    }

    private void Begin(RuleSet set)
    {
        if (_slots.Length == 0)
            _slots = new Slot[Slots];
        else
            Array.Clear(_slots);
        _set = set;
    }

    private struct Slot
    {
        public ulong Who;
        public int Shape;
        public StatementInfo? Info;
        public RuleHit[] Hits;
    }
}
