namespace Seawall.Client.Switches;

/// <summary>How much a feature matters on the day; what has a higher number is given up first.</summary>
public enum Grade
{
    /// <summary>The main job: browse, cart, order, pay. Never off by itself, and by two persons only.</summary>
    G0,

    /// <summary>Buyers notice at once, and some leave.</summary>
    G1,

    /// <summary>Buyers notice.</summary>
    G2,

    /// <summary>Few buyers notice.</summary>
    G3,

    /// <summary>Nobody misses it for a day.</summary>
    G4,
}
