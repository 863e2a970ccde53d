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
    private static Dictionary<string, ReadFlag> _read = new(StringComparer.Ordinal);
    private static int _roles;
    private static BoardIdentity _identity = BoardIdentity.None;

    /// <summary>What requests may be served under.</summary>
    public static SwitchBook Book { get; } = new();

    public static SwitchStates Current => Book.Current;

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
            foreach (var states in Book.All)
                states.Add(states.Flags.TryGetValue(key, out var scope) ? SwitchState.Of(scope) : SwitchState.On);
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
            foreach (var states in Book.All)
                states.Add(handle.Compile(states.Flags.GetValueOrDefault(key)));
            return handle;
        }
    }

    /// <summary>Puts the switches of a snapshot in force at one instant; a flag that cannot be read leaves its switch as it was, and is among the faults.</summary>
    public static IReadOnlyList<string> Apply(ConfigSnapshot snapshot, BoardIdentity identity)
    {
        lock (Turn)
        {
            var digest = SwitchStates.DigestOf(snapshot);
            var sameRules = identity == _identity && _roles == RoleRegistry.All.Count;
            _identity = identity;
            var faults = new List<string>();
            _read = ReadFlags(snapshot, faults);
            if (sameRules && Current.Digest == digest)
            {
                Current.Confirm(snapshot.Revision);
                faults.AddRange(FaultsOf(Current));
                return faults;
            }
            var next = sameRules ? Book.Ready.FirstOrDefault(ready => ready.Digest == digest) : null;
            next ??= Compiled(snapshot.Revision, digest, _read);
            next.Confirm(snapshot.Revision);
            _roles = RoleRegistry.All.Count;
            Book.Put(next, identity.Time.GetUtcNow());
            faults.AddRange(FaultsOf(next));
            return faults;
        }
    }

    /// <summary>Works out the switches of snapshots that may come into force, so that putting them there is one assignment; what cannot be read of them comes back.</summary>
    public static IReadOnlyList<string> Prepare(IReadOnlyList<ConfigSnapshot> candidates)
    {
        lock (Turn)
        {
            var faults = new List<string>();
            var ready = new List<SwitchStates>(candidates.Count);
            foreach (var candidate in candidates)
            {
                var digest = SwitchStates.DigestOf(candidate);
                if (digest == Current.Digest || ready.Exists(other => other.Digest == digest))
                    continue;
                var known = _roles == RoleRegistry.All.Count ? Book.Ready.FirstOrDefault(other => other.Digest == digest) : null;
                ready.Add(known ?? Compiled(candidate.Revision, digest, ReadFlags(candidate, faults)));
                faults.AddRange(FaultsOf(ready[^1]));
            }
            Book.Hold([.. ready]);
            return [.. faults.Distinct(StringComparer.Ordinal)];
        }
    }

    /// <summary>Asks again what the clock or a role registered since then may have changed.</summary>
    public static void Tick()
    {
        lock (Turn)
        {
            var now = _identity.Time.GetUtcNow();
            Book.Retire(now);
            if (_roles == RoleRegistry.All.Count && !Current.Flags.Values.Any(scope => scope.AsksForTime))
                return;
            _roles = RoleRegistry.All.Count;
            Book.Put(Compiled(Current.Revision, Current.Digest, _read), now);
        }
    }

    private static Dictionary<string, ReadFlag> ReadFlags(ConfigSnapshot snapshot, List<string> faults)
    {
        var read = new Dictionary<string, ReadFlag>(StringComparer.Ordinal);
        foreach (var entry in snapshot.Under(ConfigKeys.Switch))
        {
            var key = entry.Key[ConfigKeys.Switch.Length..];
            var former = _read.GetValueOrDefault(key);
            if (former is null || former.Value != entry.Value)
            {
                former = FlagReader.TryRead(key, entry.Value, out var flag, out var found)
                    ? new ReadFlag(entry.Value, flag, [])
                    : new ReadFlag(entry.Value, former?.Flag, [.. found.Select(fault => $"{entry.Key}: {fault}")]);
            }
            read[key] = former;
            faults.AddRange(former.Faults);
        }
        return read;
    }

    // Anew for every swap: the registry of roles may have grown, and what is cheap need not be remembered.
    private static SwitchStates Compiled(long revision, ulong digest, Dictionary<string, ReadFlag> read)
    {
        var flags = read.Where(one => one.Value.Flag is not null)
            .ToFrozenDictionary(one => one.Key, one => new FlagScope(one.Value.Flag!, _identity), StringComparer.Ordinal);
        SwitchState[] switches = [.. KnownSwitches.Select(handle => flags.TryGetValue(handle.Key, out var scope) ? SwitchState.Of(scope) : SwitchState.On)];
        object[] variants = [.. KnownVariants.Select(handle => handle.Compile(flags.GetValueOrDefault(handle.Key)))];
        return new SwitchStates(revision, digest, switches, variants, flags);
    }

    private static IEnumerable<string> FaultsOf(SwitchStates states) =>
        states.Flags.SelectMany(flag => flag.Value.Faults.Select(fault => $"{ConfigKeys.Switch}{flag.Key}: {fault}"));

    private sealed record ReadFlag(string Value, Flag? Flag, IReadOnlyList<string> Faults);
}
