using System.Collections.Concurrent;

namespace Seawall.Gate.Routing;

/// <summary>Which upstream gave out which cancel key (process id and secret), over all loops of the gate.</summary>
internal sealed class CancelKeys
{
    private readonly ConcurrentDictionary<ulong, Upstream> _owners = new();

    public void Add(ulong key, Upstream owner) => _owners[key] = owner;

    public void Remove(ulong key) => _owners.TryRemove(key, out _);

    public Upstream? OwnerOf(ulong key) => _owners.GetValueOrDefault(key);
}
