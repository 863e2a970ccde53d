using System.Net;
using System.Net.Sockets;

namespace Seawall.Mall.Tests;

/// <summary>A port of the loopback that is already listened on, to be handed to the server that will answer there.</summary>
internal sealed class HeldPort
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

    /// <summary>The listening socket; whoever takes it closes it.</summary>
    public ulong Release()
    {
        var handle = (ulong)_socket.SafeHandle.DangerousGetHandle();
        _socket.SafeHandle.SetHandleAsInvalid();
        return handle;
    }
}
