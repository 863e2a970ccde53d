using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Seawall.Transport;

/// <summary>Whom connections of an address are counted with: an IPv4 address by itself (/32), an IPv6 address by its network (/64), since a host has a whole one to choose from.</summary>
public readonly record struct AddressKey(ulong Network, ulong Family)
{
    private const ulong V4 = 4;
    private const ulong V6 = 6;
    private const int V4Length = 4;
    private const int V6Length = 16;
    private const int NetworkLength = 8;

    /// <summary>No address: a Unix socket. It is held to no cap.</summary>
    public static AddressKey None => default;

    /// <summary>Whether there is an address.</summary>
    public bool IsNone => Family == 0;

    /// <summary>The key of an address as .NET has it.</summary>
    public static AddressKey Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[V6Length];
        return address.TryWriteBytes(bytes, out int length) ? OfBytes(bytes[..length]) : None;
    }

    /// <summary>The key of a <c>struct sockaddr</c>: family, port, then the address (ip(7)), or port, flow, address (ipv6(7)).</summary>
    internal static AddressKey OfSocketAddress(ReadOnlySpan<byte> address) => (AddressFamily)(address.Length > 1 ? BinaryPrimitives.ReadUInt16LittleEndian(address) : 0) switch
    {
        AddressFamily.InterNetwork when address.Length >= 8 => OfBytes(address.Slice(4, V4Length)),
        (AddressFamily)Native.Libc.AfInet6 when address.Length >= 24 => OfBytes(address.Slice(8, V6Length)),
        _ => None,
    };

    private static AddressKey OfBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == V4Length)
            return new AddressKey(BinaryPrimitives.ReadUInt32BigEndian(bytes), V4);
        ulong network = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        ulong host = BinaryPrimitives.ReadUInt64BigEndian(bytes[NetworkLength..]);
        // An IPv4 address that came to a socket of both kinds: ::ffff:a.b.c.d.
        return network == 0 && host >> 32 == 0xFFFF ? new AddressKey((uint)host, V4) : new AddressKey(network, V6);
    }
}
