using Microsoft.AspNetCore.Http;
using Seawall.Client.Config.Push;
using Seawall.Control.Config;
using Seawall.Control.Config.Replication;
using Seawall.Control.Leading;

namespace Seawall.Control.Push.Peers;

/// <summary>Tells how this node stands, and which instances it knows.</summary>
internal sealed class NodeEndpoint(InstanceBook book, IConfigStore store, ILeader? leader = null, Replica? replica = null)
{
    public Task TellAsync(HttpContext http) => http.Response.WriteAsJsonAsync(View(), http.RequestAborted);

    public NodeView View()
    {
        var current = store.Current;
        return new NodeView(
            replica?.Node ?? "", replica?.Index ?? 0, current.Revision, ConfigWire.Hex(current.Digest), (store as SqliteConfigStore)?.LastAuditHash,
            replica?.InTouch ?? true, leader?.IsLeader ?? true, replica?.Stopped, book.Look().Instances);
    }
}
