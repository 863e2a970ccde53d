namespace Seawall.Gate.Tracking;

/// <summary>Objects that the sessions of one ledger share by turns.</summary>
internal sealed class TrackingPools
{
    public Stack<StatementText> Texts { get; } = new();

    public Stack<Portal> Portals { get; } = new();

    public StatementText Text() => (Texts.TryPop(out StatementText? text) ? text : new StatementText()).Hold();

    public Portal Portal() => (Portals.TryPop(out Portal? portal) ? portal : new Portal()).Hold();
}
