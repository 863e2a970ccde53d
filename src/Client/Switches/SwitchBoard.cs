using System.Collections.Frozen;
using Seawall.Client.Calls;
using Seawall.Client.Config;
using Seawall.Client.Switches.Flags;

namespace Seawall.Client.Switches;

/// <summary>Every switch of this process and whether each is on, for which roles and callers; one state at a time, swapped whole.</summary>
internal static class SwitchBoard
{
    private static readonly Lock Turn = new();
    private static readonly List<Switch> KnownSwitches = [];
    private static readonly List<IVariant> KnownVariants = [];
    private static readonly Dictionary<string, ReadFlag> Read = new(StringComparer.Ordinal);
    private static int _roles;
    private static BoardIdentity _identity = BoardIdentity.None;
    private static volatile SwitchStates _current = SwitchStates.Empty;

    public static SwitchStates Current => _current;

    /// <summary>Every switch that code of this process asks, in order of key.</summary>
    public static IReadOnlyList<Switch> All
    {
        get
        {
            lock (Turn)
                return [.. KnownSwitches.OrderBy(handle => handle.Key, StringComparer.Ordinal)];
        }
    }

    public static Switch? Find(string key)
    {
        lock (Turn)
            return KnownSwitches.Find(handle => handle.Key == key);
    }

    public static Switch Register(string key, Grade grade, Func<string, Grade, int, Switch> create)
    {
        lock (Turn)
        {
            if (KnownSwitches.Find(handle => handle.Key == key) is { } known)
                return known;
            var handle = create(key, grade, KnownSwitches.Count);
            KnownSwitches.Add(handle);
            var state = _current.Flags.TryGetValue(key, out var scope) ? SwitchState.Of(scope) : SwitchState.On;
            _current = new SwitchStates(_current.Revision, [.. _current.Switches, state], _current.Variants, _current.Flags);
            return handle;
        }
    }

    public static IVariant Register(string key, Func<int, IVariant> create)
    {
        lock (Turn)
        {
            if (KnownVariants.Find(handle => handle.Key == key) is { } known)
                return known;
            var handle = create(KnownVariants.Count);
            KnownVariants.Add(handle);
            _current = new SwitchStates(_current.Revision, _current.Switches, [.. _current.Variants, handle.Compile(_current.Flags.GetValueOrDefault(key))], _current.Flags);
            return handle;
        }
    }

    /// <summary>Puts the switches of a snapshot in force at one instant; a flag that cannot be read leaves its switch as it was, and is among the faults.</summary>
    public static IReadOnlyList<string> Apply(ConfigSnapshot snapshot, BoardIdentity identity)
    {
        lock (Turn)
        {
            _identity = identity;
            var faults = ReadFlags(snapshot);
            Compile(snapshot.Revision, faults);
            return faults;
        }
    }

    /// <summary>Asks again what the clock or a role registered since then may have changed.</summary>
    public static void Tick()
    {
        lock (Turn)
        {
            if (_roles != RoleRegistry.All.Count || _current.Flags.Values.Any(scope => scope.AsksForTime))
                Compile(_current.Revision, []);
        }
    }

    private static List<string> ReadFlags(ConfigSnapshot snapshot)
    {
        var faults = new List<string>();
        var gone = Read.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var entry in snapshot.Under(ConfigKeys.Switch))
        {
            var key = entry.Key[ConfigKeys.Switch.Length..];
            gone.Remove(key);
            var former = Read.GetValueOrDefault(key);
            if (former is not null && former.Value == entry.Value)
            {
                faults.AddRange(former.Faults);
                continue;
            }
            var readable = FlagReader.TryRead(key, entry.Value, out var flag, out var found);
            Read[key] = readable
                ? new ReadFlag(entry.Value, flag, [])
                : new ReadFlag(entry.Value, former?.Flag, [.. found.Select(fault => $"{entry.Key}: {fault}")]);
            faults.AddRange(Read[key].Faults);
        }
        foreach (var key in gone)
            Read.Remove(key);
        return faults;
    }

    // Anew for every swap: the registry of roles may have grown, and what is cheap need not be remembered.
    private static void Compile(long revision, List<string> faults)
    {
        _roles = RoleRegistry.All.Count;
        var flags = Read.Where(read => read.Value.Flag is not null)
            .ToFrozenDictionary(read => read.Key, read => new FlagScope(read.Value.Flag!, _identity), StringComparer.Ordinal);
        SwitchState[] switches = [.. KnownSwitches.Select(handle => flags.TryGetValue(handle.Key, out var scope) ? SwitchState.Of(scope) : SwitchState.On)];
        object[] variants = [.. KnownVariants.Select(handle => handle.Compile(flags.GetValueOrDefault(handle.Key)))];
        foreach (var (key, scope) in flags)
            faults.AddRange(scope.Faults.Select(fault => $"{ConfigKeys.Switch}{key}: {fault}"));
        _current = new SwitchStates(revision, switches, variants, flags);
    }

    private sealed record ReadFlag(string Value, Flag? Flag, IReadOnlyList<string> Faults);
}
