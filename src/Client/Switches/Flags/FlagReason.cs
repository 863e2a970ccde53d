namespace Seawall.Client.Switches.Flags;

/// <summary>Why a flag has the value it has; the words are those of OpenFeature, in capitals with underscores on the wire.</summary>
public enum FlagReason
{
    /// <summary>No rule: the same for every call.</summary>
    Static,

    /// <summary>A rule chose the variant.</summary>
    TargetingMatch,

    /// <summary>A rule chose the variant by a share of all keys.</summary>
    Split,

    /// <summary>The rule chose nothing, so the default variant holds; without one, the default of the code.</summary>
    Default,

    /// <summary>The flag is switched off as a flag: the default of the code holds.</summary>
    Disabled,

    /// <summary>The flag could not be evaluated: the default of the code holds.</summary>
    Error,
}

public static class FlagReasons
{
    /// <summary>The reason as OpenFeature writes it.</summary>
    public static string Text(this FlagReason reason) => reason switch
    {
        FlagReason.Static => "STATIC",
        FlagReason.TargetingMatch => "TARGETING_MATCH",
        FlagReason.Split => "SPLIT",
        FlagReason.Default => "DEFAULT",
        FlagReason.Disabled => "DISABLED",
        _ => "ERROR",
    };
}
