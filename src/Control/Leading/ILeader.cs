namespace Seawall.Control.Leading;

/// <summary>Whether this node does what must be done once for the whole site: evaluating alerts, timers of plans, moving the dial.</summary>
public interface ILeader
{
    /// <summary>True while it is this node. It may have become another one when a long step ends: what must not be done twice carries a key of its own (idempotency, an expected revision) besides.</summary>
    bool IsLeader { get; }

    /// <summary>Grows with every change of leader; 0 where there is only one node.</summary>
    long Term { get; }
}

/// <summary>The only node leads always.</summary>
internal sealed class SoleLeader : ILeader
{
    public bool IsLeader => true;

    public long Term => 0;
}
