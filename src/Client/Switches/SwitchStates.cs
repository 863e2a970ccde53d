using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Seawall.Client.Calls;
using Seawall.Client.Config;
using Seawall.Client.Config.Push;

namespace Seawall.Client.Switches;

/// <summary>All switches of this process under one set of <c>switch/</c> entries.</summary>
/// <remarks>
/// Requests hold on to the states they began under. A handle that code defines meanwhile is added behind those that are there; a retired one is emptied, so that whoever
/// still holds it is answered by the current ones. Either is one assignment, and costs those that ask nothing.
/// </remarks>
internal sealed class SwitchStates
{
    private volatile SwitchState[] _switches;
    private volatile object[] _variants;
    private long _revision;

    public SwitchStates(long revision, ulong digest, SwitchState[] switches, object[] variants, FrozenDictionary<string, FlagScope> flags)
    {
        (_revision, Digest, _switches, _variants, Flags) = (revision, digest, switches, variants, flags);
        Name = ConfigWire.Hex(digest);
    }

    /// <summary>No switches at all, before anything was read.</summary>
    public static SwitchStates None() => new(0, 0, [], [], FrozenDictionary<string, FlagScope>.Empty);

    /// <summary>The newest revision of the config that says this.</summary>
    public long Revision => Volatile.Read(ref _revision);

    /// <summary>The digest of all <c>switch/</c> entries, the same in every process and however they came: by a revision, held ready, from the disk or by break-glass.</summary>
    public ulong Digest { get; }

    /// <summary>The digest as 16 hexadecimal digits.</summary>
    public string Name { get; }

    /// <summary>When it came into force here; the default for one that never did.</summary>
    public DateTimeOffset Since { get; set; }

    /// <summary>The <see cref="VariantCells{T}"/> of every handle of variants.</summary>
    public object[] Variants => _variants;

    public SwitchState[] Switches => _switches;

    /// <summary>Every flag of the config center by key, those that no handle asks for among them.</summary>
    public FrozenDictionary<string, FlagScope> Flags { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsOn(int index, CallContext call)
    {
        var switches = _switches;
        return (uint)index < (uint)switches.Length ? switches[index].IsOn(call.RoleIndex, call.CallerIndex) : IsOnNow(index, call);
    }

    /// <summary>The same for a key, with a handle or without; on when nobody knows it.</summary>
    public bool IsOn(string key, CallContext call) => !Flags.TryGetValue(key, out var scope) || SwitchState.IsOn(scope, scope.Evaluate(call));

    public bool IsOnFor(int index, CallContext call, string targetingKey)
    {
        var switches = _switches;
        return (index < switches.Length ? switches : SwitchBoard.Current._switches)[index].IsOnFor(call, targetingKey);
    }

    /// <summary>The <see cref="VariantCells{T}"/> of a handle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public object VariantsOf(int index)
    {
        var variants = _variants;
        return (uint)index < (uint)variants.Length ? variants[index] : CurrentVariantsOf(index);
    }

    /// <summary>The digest of the <c>switch/</c> entries of a snapshot: of keys and values, whatever the revisions that set them.</summary>
    public static ulong DigestOf(ConfigSnapshot snapshot)
    {
        var digest = 0UL;
        foreach (var entry in snapshot.Under(ConfigKeys.Switch))
            digest += ConfigDigest.Of(entry with { Revision = 0 });
        return digest;
    }

    internal void Add(SwitchState state) => _switches = [.. _switches, state];

    internal void Add(object cells) => _variants = [.. _variants, cells];

    internal void Confirm(long revision) => Volatile.Write(ref _revision, revision);

    internal void Retire() => (_switches, _variants) = ([], []);

    // What is asked of retired states.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static object CurrentVariantsOf(int index) => SwitchBoard.Current._variants[index];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsOnNow(int index, CallContext call) => SwitchBoard.Current._switches[index].IsOn(call.RoleIndex, call.CallerIndex);
}
