namespace Seawall.Gate.Tracking;

/// <summary>Objects that the sessions of one ledger share by turns, and the bytes of texts and values they hold together.</summary>
internal sealed class TrackingPools
{
    /// <summary>Bytes of texts and values that the sessions of one ledger may hold for the capture; what comes beyond is counted and not captured.</summary>
    public const long MostHeldBytes = 64L << 20;

    private const int MostKept = 2_048;

    public Stack<StatementText> Texts { get; } = new();

    public Stack<Portal> Portals { get; } = new();

    /// <summary>Objects given out and not yet returned.</summary>
    public int Lent { get; private set; }

    /// <summary>Bytes of texts and values held now.</summary>
    public long HeldBytes { get; private set; }

    public StatementText Text()
    {
        Lent++;
        return (Texts.TryPop(out StatementText? text) ? text : new StatementText()).Hold();
    }

    public Portal Portal()
    {
        Lent++;
        return (Portals.TryPop(out Portal? portal) ? portal : new Portal()).Hold();
    }

    /// <summary>Copies the bytes; false, and nothing held, when there is no room for them.</summary>
    public bool TryHold(HeldBytes into, ReadOnlySpan<byte> bytes)
    {
        if (HeldBytes + bytes.Length > MostHeldBytes)
            return false;
        HeldBytes += bytes.Length;
        into.Set(bytes);
        return true;
    }

    public void Return(StatementText text)
    {
        Lent--;
        Let(text.Sql);
        Let(text.ParameterTypes);
        if (Texts.Count < MostKept)
            Texts.Push(text);
    }

    public void Return(Portal portal)
    {
        Lent--;
        Let(portal.Values);
        if (Portals.Count < MostKept)
            Portals.Push(portal);
    }

    private void Let(HeldBytes held)
    {
        HeldBytes -= held.Length;
        held.Clear();
    }
}
