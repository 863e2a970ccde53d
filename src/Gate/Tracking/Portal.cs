namespace Seawall.Gate.Tracking;

/// <summary>A statement bound to values. Counted references, as <see cref="StatementText"/>.</summary>
internal sealed class Portal
{
    private int _holders;

    public StatementText? Statement { get; set; }

    /// <summary>The Bind message after its two names: formats, values, result formats; empty when nothing captures.</summary>
    public HeldBytes Values { get; } = new();

    /// <summary>Whether the values were too long to be held whole, or there was no room for them.</summary>
    public bool IsCut { get; set; }

    public Portal Hold()
    {
        _holders++;
        return this;
    }

    public void Release(TrackingPools pools)
    {
        if (--_holders > 0)
            return;
        Statement?.Release(pools);
        Statement = null;
        IsCut = false;
        pools.Return(this);
    }
}
