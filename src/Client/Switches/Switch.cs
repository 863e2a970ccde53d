using Seawall.Client.Calls;

namespace Seawall.Client.Switches;

/// <summary>A feature's switch as code asks it: <c>if (CatalogSwitches.Recommend.IsOn)</c>. On until the config center says otherwise.</summary>
/// <remarks>Asking is synchronous, allocates nothing and minds for whom the call runs; all switches change at one instant.</remarks>
public sealed class Switch
{
    private Switch(string key, Grade grade)
    {
        Key = key;
        Grade = grade;
        Index = SwitchBoard.Register(this);
    }

    /// <summary><c>{business}.{feature}</c>.</summary>
    public string Key { get; }

    public Grade Grade { get; }

    /// <summary>Its place on the board.</summary>
    internal int Index { get; }

    /// <summary>Whether the feature is on for the role and the caller of the running call.</summary>
    public bool IsOn => SwitchBoard.Current.IsOn(Index, CallContext.Current);

    /// <summary>A handle, made once and kept in a static field; the same key gives the same handle, another grade for it is a fault.</summary>
    public static Switch Define(string key, Grade grade) =>
        SwitchBoard.Find(key) is not { } known ? new Switch(key, grade)
        : known.Grade == grade ? known
        : throw new InvalidOperationException($"The switch {key} has grade {known.Grade}, and cannot have {grade} as well.");
}
