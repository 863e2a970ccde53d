using System.Collections.Concurrent;
using Seawall.Gate.Sessions;

namespace Seawall.Gate.Routing;

/// <summary>Which session has which cancel key (process id and secret) and which upstream gave it out, over all loops of the gate.</summary>
internal sealed class CancelKeys
{
    private readonly ConcurrentDictionary<ulong, (Upstream Upstream, ICancelTarget Session)> _owners = new();

    public void Add(ulong key, Upstream owner, ICancelTarget session) => _owners[key] = (owner, session);

    public void Remove(ulong key) => _owners.TryRemove(key, out _);

    public Upstream? OwnerOf(ulong key) => _owners.GetValueOrDefault(key).Upstream;

    public ICancelTarget? SessionOf(ulong key) => _owners.GetValueOrDefault(key).Session;
}
