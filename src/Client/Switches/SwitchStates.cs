using System.Collections.Frozen;
using Seawall.Client.Calls;

namespace Seawall.Client.Switches;

/// <summary>All switches of this process at one revision of the config.</summary>
internal sealed class SwitchStates(long revision, SwitchState[] switches, object[] variants, FrozenDictionary<string, FlagScope> flags)
{
    public static SwitchStates Empty { get; } = new(0, [], [], FrozenDictionary<string, FlagScope>.Empty);

    public long Revision => revision;

    /// <summary>The <see cref="VariantCells{T}"/> of every handle of variants.</summary>
    public object[] Variants => variants;

    public SwitchState[] Switches => switches;

    /// <summary>Every flag of the config center by key, those that no handle asks for among them.</summary>
    public FrozenDictionary<string, FlagScope> Flags => flags;

    public bool IsOn(int index, CallContext call) => switches[index].IsOn(call.RoleIndex, call.CallerIndex);

    /// <summary>The same for a key, with a handle or without; on when nobody knows it.</summary>
    public bool IsOn(string key, CallContext call) => !flags.TryGetValue(key, out var scope) || SwitchState.IsOn(scope, scope.Evaluate(call));

    public bool IsOnFor(int index, CallContext call, string targetingKey) => switches[index].IsOnFor(call, targetingKey);
}
