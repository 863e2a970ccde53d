using Seawall.Redis.Resp;

namespace Seawall.Redis.Cluster;

/// <summary>Which address has which slots, as one node told by CLUSTER SLOTS.</summary>
internal static class SlotMap
{
    /// <summary>Host and port by slot; null where no node has it. A node without a name in the answer is the one that answered.</summary>
    public static (string Host, int Port)?[] Read(RespValue slots, string answeredBy)
    {
        var owners = new (string, int)?[ClusterSlot.Count];
        foreach (var range in slots.Items)
        {
            // [first, last, [host, port, id, …] of the primary, replicas…]
            if (range.Items is not [{ Integer: var first }, { Integer: var last }, { Items: [var host, { Integer: var port }, ..] }, ..]
                || first < 0 || last >= ClusterSlot.Count || first > last || port is < 1 or > 65535)
            {
                RedisProtocolException.Throw("CLUSTER SLOTS was not answered with ranges of slots");
                return owners;
            }
            var name = host.ToString() is { Length: > 0 and var length } known && (length > 1 || known != "?") ? known : answeredBy;
            owners.AsSpan((int)first, (int)(last - first + 1)).Fill((name, (int)port));
        }
        return owners;
    }
}
