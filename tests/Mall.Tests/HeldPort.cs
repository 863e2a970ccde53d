using System.Net;
using System.Net.Sockets;

namespace Seawall.Mall.Tests;

/// <summary>A port of the loopback that is already listened on, to be lent to the server that will answer there. It refuses once it is disposed of.</summary>
internal sealed class HeldPort : IDisposable
{
    private readonly Socket _socket;

    public HeldPort()
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Listen();
        Address = new Uri($"http://{_socket.LocalEndPoint}");
    }

    public Uri Address { get; }

    /// <summary>The listening socket. A server to which it is lent does not close it when it stops: until <see cref="Dispose"/> callers would wait to be accepted.</summary>
    public ulong Handle => (ulong)_socket.SafeHandle.DangerousGetHandle();

    public void Dispose() => _socket.Dispose();
}
