using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;

namespace Seawall.Kernel.Faults;

/// <summary>
/// Where this process dials instead, while a lease on a fault of a link holds; empty otherwise. Read without a lock when a connection is made,
/// never by a call on one that stands.
/// </summary>
public static class LinkTable
{
    private static readonly Lock _change = new();
    private static volatile FrozenDictionary<Link, int>? _ways;

    private static event Action<Link>? Changed;

    /// <summary>Tells of each address to which the way is another from now on: connections that stand on it are to be dropped, the next go the new way.</summary>
    public static IDisposable Subscribe(Action<Link> changed)
    {
        Changed += changed;
        return new Subscription(changed);
    }

    /// <summary>The port of this machine to dial instead of the address; 0 for the address itself.</summary>
    public static int ProxyPort(string host, int port) => _ways is { } ways ? Math.Max(0, ways.GetValueOrDefault(Link.To(host, port))) : 0;

    /// <summary>The end point to dial instead of this one, or this one.</summary>
    public static EndPoint WayTo(EndPoint endPoint) =>
        _ways is { } ways && endPoint is IPEndPoint ip && ways.TryGetValue(Link.To(ip.Address.ToString(), ip.Port), out int port) && port > 0 ? new IPEndPoint(IPAddress.Loopback, port) : endPoint;

    /// <summary>Connects by the way that holds now. A proxy that is no more is no obstacle: what refuses in its place is passed by.</summary>
    public static async ValueTask<Socket> ConnectAsync(string host, int port, Action<Socket> tune, CancellationToken ct)
    {
        if (ProxyPort(host, port) is > 0 and var proxy)
        {
            try
            {
                return await OpenAsync("127.0.0.1", proxy, tune, ct).ConfigureAwait(false);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
            {
                // The direct way is left.
            }
        }
        return await OpenAsync(host, port, tune, ct).ConfigureAwait(false);
    }

    /// <summary>Takes the ways that hold now, and tells of each address whose way is another than before.</summary>
    public static void Set(FrozenDictionary<Link, int> ways)
    {
        Link[] changed;
        lock (_change)
        {
            FrozenDictionary<Link, int> old = _ways ?? FrozenDictionary<Link, int>.Empty;
            changed = [.. old.Keys.Union(ways.Keys).Where(link => old.GetValueOrDefault(link) != ways.GetValueOrDefault(link))];
            _ways = ways.Count == 0 ? null : ways;
        }
        foreach (Link link in changed)
        {
            Changed?.Invoke(link);
        }
    }

    private static async ValueTask<Socket> OpenAsync(string host, int port, Action<Socket> tune, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            tune(socket);
            await socket.ConnectAsync(host, port, ct).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Subscription(Action<Link> changed) : IDisposable
    {
        public void Dispose() => Changed -= changed;
    }
}
