using System.Collections.Immutable;

namespace Seawall.Client.Config;

/// <summary>All entries at one revision. Immutable; a delta makes the next one and shares what it leaves alone.</summary>
public sealed class ConfigSnapshot
{
    private ConfigSnapshot(long revision, ulong digest, ImmutableSortedDictionary<string, ConfigEntry> entries)
    {
        Revision = revision;
        Digest = digest;
        Entries = entries;
    }

    /// <summary>Revision 0: nothing has ever been published.</summary>
    public static ConfigSnapshot Empty { get; } = new(0, 0, ImmutableSortedDictionary.Create<string, ConfigEntry>(StringComparer.Ordinal));

    public long Revision { get; }

    /// <summary>The <see cref="ConfigDigest"/> of all entries.</summary>
    public ulong Digest { get; }

    /// <summary>By key, in ordinal order.</summary>
    public ImmutableSortedDictionary<string, ConfigEntry> Entries { get; }

    /// <summary>The JSON of a key; null when it has none.</summary>
    public string? this[string key] => Entries.GetValueOrDefault(key)?.Value;

    public static ConfigSnapshot Of(long revision, IEnumerable<ConfigEntry> entries)
    {
        var all = entries.ToImmutableSortedDictionary(entry => entry.Key, entry => entry, StringComparer.Ordinal);
        var digest = 0UL;
        foreach (var entry in all.Values)
            digest += ConfigDigest.Of(entry);
        return new ConfigSnapshot(revision, digest, all);
    }

    /// <summary>The snapshot after the changes of one or more publishes; the digest is computed, not taken on trust.</summary>
    public ConfigSnapshot With(long revision, IEnumerable<ConfigChange> changes)
    {
        var entries = Entries.ToBuilder();
        var digest = Digest;
        foreach (var change in changes)
        {
            if (entries.TryGetValue(change.Key, out var former))
                digest -= ConfigDigest.Of(former);
            if (change.Value is null)
            {
                entries.Remove(change.Key);
                continue;
            }
            var entry = new ConfigEntry(change.Key, change.Value, change.Revision);
            digest += ConfigDigest.Of(entry);
            entries[change.Key] = entry;
        }
        return new ConfigSnapshot(revision, digest, entries.ToImmutable());
    }

    /// <summary>The entries whose key begins with a prefix, in order.</summary>
    public IEnumerable<ConfigEntry> Under(string prefix) => Entries.Values.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal));
}
