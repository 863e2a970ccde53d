using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Seawall.Kernel.Faults;

namespace Seawall.Gate.Routing;

/// <summary>A PostgreSQL server behind the gate.</summary>
internal sealed class Upstream(string address, EndPoint endPoint)
{
    /// <summary>The address as written in the options: <c>host:port</c>, or <c>/folder:port</c> for a Unix socket.</summary>
    public string Address { get; } = address;

    /// <summary>Where it is dialled: at its own address unless a drill says otherwise.</summary>
    public EndPoint EndPoint => LinkTable.WayTo(endPoint);

    /// <summary>Whether this is the address to which a drill changed the way.</summary>
    public bool Is(Link link) => endPoint is IPEndPoint ip && Link.To(ip.Address.ToString(), ip.Port) == link;

    public override string ToString() => Address;

    public static async Task<Upstream> ResolveAsync(string address, CancellationToken cancellationToken)
    {
        int colon = address.LastIndexOf(':');
        string host = address[..colon].Trim('[', ']');
        int port = int.Parse(address[(colon + 1)..], CultureInfo.InvariantCulture);
        if (host.StartsWith('/'))
            return new Upstream(address, new UnixDomainSocketEndPoint($"{host}/.s.PGSQL.{port}"));
        if (IPAddress.TryParse(host, out IPAddress? literal))
            return new Upstream(address, new IPEndPoint(literal, port));
        IPAddress[] found = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        return new Upstream(address, new IPEndPoint(Preferred(found), port));
    }

    private static IPAddress Preferred(IPAddress[] found) =>
        Array.Find(found, a => a.AddressFamily == AddressFamily.InterNetwork) ?? found[0];
}
