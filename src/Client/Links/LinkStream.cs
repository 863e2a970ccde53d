using System.Collections.Concurrent;
using System.Net.Sockets;
using Seawall.Kernel.Faults;

namespace Seawall.Client.Links;

/// <summary>A connection that knows the address it was dialled for, and takes itself from the list of open ones.</summary>
internal sealed class LinkStream(Socket socket, Link link, ConcurrentDictionary<LinkStream, byte> open) : NetworkStream(socket, ownsSocket: true)
{
    public Link Link => link;

    protected override void Dispose(bool disposing)
    {
        open.TryRemove(this, out _);
        base.Dispose(disposing);
    }
}
