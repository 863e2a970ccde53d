using System.Net;
using System.Net.Sockets;

namespace Seawall.Drills.Faults;

/// <summary>A port at which a connection neither stands nor is refused: its queue is full of the port's own connections, so the kernel drops what comes (listen(2)).</summary>
internal sealed class DeafPort : IDisposable
{
    private const int Fillers = 4;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket[] _fillers = [.. Enumerable.Range(0, Fillers).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false })];

    public DeafPort()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
        foreach (Socket filler in _fillers)
        {
            try
            {
                filler.Connect(_listener.LocalEndPoint!);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                // Those that find no place wait, as everybody after them.
            }
        }
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose()
    {
        _listener.Dispose();
        foreach (Socket filler in _fillers)
        {
            filler.Dispose();
        }
    }
}
