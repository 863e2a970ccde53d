using System.Net;

namespace Seawall.Client.Calls;

/// <summary>A set of networks in CIDR notation (RFC 4632); an IPv4 address that came through an IPv6 socket is taken as IPv4.</summary>
public sealed class Networks
{
    private readonly IPNetwork[] _all;

    public Networks(IEnumerable<string> networks) => _all = [.. networks.Select(Parse).OfType<IPNetwork>()];

    /// <summary>None at all.</summary>
    public static Networks None { get; } = new([]);

    /// <summary>This machine's own addresses.</summary>
    public static Networks Loopback { get; } = new(["127.0.0.0/8", "::1"]);

    public bool Contains(IPAddress? address)
    {
        if (address is null)
            return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in _all)
        {
            if (network.Contains(plain))
                return true;
        }
        return false;
    }

    /// <summary>What is wrong with a network's text, after "must be"; null when nothing is.</summary>
    public static string? Fault(string text) => Parse(text) is null ? "a network such as 10.0.0.0/8, or an address" : null;

    private static IPNetwork? Parse(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
            return network;
        return IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
    }
}
