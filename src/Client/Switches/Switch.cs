using Seawall.Client.Calls;

namespace Seawall.Client.Switches;

/// <summary>A feature's switch as code asks it: <c>if (CatalogSwitches.Recommend.IsOn)</c>. On until the config center says otherwise.</summary>
/// <remarks>Asking is synchronous, allocates nothing and minds for whom the call runs; all switches change at one instant, and for a request that is under way not at all.</remarks>
public sealed class Switch
{
    private Switch(string key, Grade grade, int index) => (Key, Grade, Index) = (key, grade, index);

    /// <summary><c>{business}.{feature}</c>.</summary>
    public string Key { get; }

    public Grade Grade { get; }

    /// <summary>Its place on the board.</summary>
    internal int Index { get; }

    /// <summary>Whether the feature is on for the role and the caller of the running call. A share of keys is taken by instance here.</summary>
    public bool IsOn
    {
        get
        {
            var call = CallContext.Current;
            return call.States.IsOn(Index, call);
        }
    }

    /// <summary>Whether the feature is on for this call and key, such as a buyer: what a share of keys is taken of. Evaluates the rule when it asks about keys.</summary>
    public bool IsOnFor(string targetingKey)
    {
        var call = CallContext.Current;
        return call.States.IsOnFor(Index, call, targetingKey);
    }

    /// <summary>A handle, made once and kept in a static field; the same key gives the same handle, another grade for it is a fault.</summary>
    public static Switch Define(string key, Grade grade)
    {
        var handle = SwitchBoard.Register(key, grade, static (key, grade, index) => new Switch(key, grade, index));
        return handle.Grade == grade
            ? handle
            : throw new InvalidOperationException($"The switch {key} has grade {handle.Grade}, and cannot have {grade} as well.");
    }
}
