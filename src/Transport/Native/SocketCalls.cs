using System.Net;
using System.Net.Sockets;

namespace Seawall.Transport.Native;

/// <summary>Socket calls with endpoints and options spelled for the loop's use.</summary>
internal static unsafe class SocketCalls
{
    private const int AddressCapacity = 128;

    public static int OpenStream(EndPoint endPoint)
    {
        int family = endPoint.Serialize().Buffer.Span[0];
        int fd = Libc.Socket(family, Libc.SockStream | Libc.SockNonBlock | Libc.SockCloseOnExec, 0);
        if (fd < 0)
            Errno.Throw("socket");
        return fd;
    }

    public static void Enable(int fd, int level, int option)
    {
        int on = 1;
        _ = Libc.SetSocketOption(fd, level, option, &on, sizeof(int));
    }

    /// <summary>Small messages leave at once, and a peer that vanished is noticed in the end.</summary>
    public static void TuneStream(int fd)
    {
        Enable(fd, Libc.IpProtoTcp, Libc.TcpNoDelay);
        Enable(fd, Libc.SolSocket, Libc.SoKeepAlive);
    }

    /// <summary>Bounds the time in which a peer that vanished is noticed, while nothing is said (tcp(7), keepalive) and while sent bytes wait (TCP_USER_TIMEOUT).</summary>
    public static void WatchPeer(int fd, AdmissionOptions options)
    {
        if (options.KeepAliveAfter > TimeSpan.Zero)
        {
            Set(fd, Libc.TcpKeepIdle, Math.Max(1, (int)options.KeepAliveAfter.TotalSeconds));
            Set(fd, Libc.TcpKeepInterval, Math.Max(1, (int)options.KeepAliveEvery.TotalSeconds));
            Set(fd, Libc.TcpKeepCount, options.KeepAliveTries);
        }
        if (options.UnsentLimit > TimeSpan.Zero)
            Set(fd, Libc.TcpUserTimeout, (int)options.UnsentLimit.TotalMilliseconds);
    }

    /// <summary>Makes the next close send a reset instead of an orderly end.</summary>
    public static void ResetOnClose(int fd)
    {
        long lingerOnForZeroSeconds = 1;
        _ = Libc.SetSocketOption(fd, Libc.SolSocket, Libc.SoLinger, &lingerOnForZeroSeconds, sizeof(long));
    }

    public static int Bind(int fd, EndPoint endPoint)
    {
        SocketAddress address = endPoint.Serialize();
        fixed (byte* bytes = address.Buffer.Span)
            return Libc.Bind(fd, bytes, (uint)address.Size);
    }

    public static int Connect(int fd, EndPoint endPoint)
    {
        SocketAddress address = endPoint.Serialize();
        fixed (byte* bytes = address.Buffer.Span)
            return Libc.Connect(fd, bytes, (uint)address.Size);
    }

    /// <summary>The error a non-blocking connect ended with; 0 when it succeeded.</summary>
    public static int PendingError(int fd)
    {
        int error = 0;
        uint length = sizeof(int);
        return Libc.GetSocketOption(fd, Libc.SolSocket, Libc.SoError, &error, &length) < 0 ? Errno.Last : error;
    }

    public static IPEndPoint? LocalEndPoint(int fd)
    {
        byte* bytes = stackalloc byte[AddressCapacity];
        uint length = AddressCapacity;
        return Libc.GetSocketName(fd, bytes, &length) < 0 ? null : ToEndPoint(bytes, length);
    }

    public static IPEndPoint? RemoteEndPoint(int fd)
    {
        byte* bytes = stackalloc byte[AddressCapacity];
        uint length = AddressCapacity;
        return Libc.GetPeerName(fd, bytes, &length) < 0 ? null : ToEndPoint(bytes, length);
    }

    private static void Set(int fd, int option, int value) => _ = Libc.SetSocketOption(fd, Libc.IpProtoTcp, option, &value, sizeof(int));

    private static IPEndPoint? ToEndPoint(byte* bytes, uint length)
    {
        AddressFamily family = bytes[0] switch
        {
            2 => AddressFamily.InterNetwork,
            Libc.AfInet6 => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unspecified,
        };
        if (family == AddressFamily.Unspecified)
            return null;
        SocketAddress address = new(family, (int)length);
        new ReadOnlySpan<byte>(bytes, (int)length).CopyTo(address.Buffer.Span);
        return (IPEndPoint)new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0).Create(address);
    }
}
