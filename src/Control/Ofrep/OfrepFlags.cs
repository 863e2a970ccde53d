using System.Collections.Frozen;
using Seawall.Client.Config;
using Seawall.Client.Switches.Flags;
using Seawall.Control.Config;

namespace Seawall.Control.Ofrep;

/// <summary>The flags of the store's newest revision, read once each.</summary>
internal sealed class OfrepFlags(IConfigStore store)
{
    private readonly Lock _turn = new();
    private volatile FlagSet _current = FlagSet.Empty;

    public FlagSet Current
    {
        get
        {
            var snapshot = store.Current;
            var current = _current;
            return current.Snapshot == snapshot ? current : Read(snapshot);
        }
    }

    /// <summary>Completes when flags stand that are not those of a set.</summary>
    public async Task<FlagSet> WaitPastAsync(FlagSet set, CancellationToken cancellationToken)
    {
        var revision = set.Snapshot.Revision;
        while (true)
        {
            await store.WaitPastAsync(revision, cancellationToken);
            var now = Current;
            if (now.Digest != set.Digest)
                return now;
            revision = Math.Max(now.Snapshot.Revision, revision);
        }
    }

    private FlagSet Read(ConfigSnapshot snapshot)
    {
        lock (_turn)
        {
            var former = _current;
            if (former.Snapshot.Revision > snapshot.Revision)
                return former;
            var all = new Dictionary<string, ReadFlag>(StringComparer.Ordinal);
            var digest = 0UL;
            foreach (var entry in snapshot.Under(ConfigKeys.Switch))
            {
                var key = entry.Key[ConfigKeys.Switch.Length..];
                digest += ConfigDigest.Of(entry);
                if (former.All.TryGetValue(key, out var known) && known.Json == entry.Value)
                    all[key] = known;
                else
                    all[key] = new ReadFlag(entry.Value, FlagReader.TryRead(key, entry.Value, out var flag, out _) ? flag : null);
            }
            return _current = new FlagSet(snapshot, digest, all.ToFrozenDictionary(StringComparer.Ordinal));
        }
    }
}

/// <param name="Digest">Of the flags alone: other keys may change without it.</param>
internal sealed record FlagSet(ConfigSnapshot Snapshot, ulong Digest, FrozenDictionary<string, ReadFlag> All)
{
    public static FlagSet Empty { get; } = new(ConfigSnapshot.Empty, 0, FrozenDictionary<string, ReadFlag>.Empty);
}

/// <param name="Flag">Null when the JSON cannot be read as a flag.</param>
internal sealed record ReadFlag(string Json, Flag? Flag);
