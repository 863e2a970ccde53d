using System.Globalization;

namespace Seawall.Redis.Cluster;

/// <summary>Where a node sends a command: for good (MOVED) or this once (ASK). An empty host means the node's own.</summary>
internal readonly record struct Redirect(bool IsAsk, string Host, int Port)
{
    /// <summary>Reads <c>MOVED slot host:port</c> or <c>ASK slot host:port</c>; null when it is another error. The host may be an IPv6 address.</summary>
    public static Redirect? Of(string error)
    {
        if (error.Split(' ') is not [("MOVED" or "ASK") and var kind, var slot, var address])
            return null;
        var colon = address.LastIndexOf(':');
        if (colon < 0
            || !int.TryParse(slot, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number >= ClusterSlot.Count
            || !int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port is < 1 or > 65535)
        {
            return null;
        }
        return new Redirect(kind == "ASK", address[..colon], port);
    }
}
