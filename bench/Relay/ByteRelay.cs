using System.Net;
using System.Net.Sockets;

namespace Seawall.Relay;

/// <summary>Listens, passes every connection on to the target, and counts requests in flight; see <see cref="InFlight"/>.</summary>
public sealed class ByteRelay : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly IPEndPoint _target;

    /// <summary>Binds at once; throws <see cref="SocketException"/> when the address is taken.</summary>
    public ByteRelay(IPEndPoint listen, IPEndPoint target, int lanes)
    {
        _target = target;
        Count = new InFlight(lanes, TimeProvider.System);
        _listener.Bind(listen);
        _listener.Listen(1024);
        Address = (IPEndPoint)_listener.LocalEndPoint!;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>What it counts.</summary>
    public InFlight Count { get; }

    /// <summary>Takes connections until cancelled. A target that refuses closes that one connection.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            try
            {
                new Link(client, _target, Count).Start();
            }
            catch (SocketException)
            {
                client.Dispose();
            }
        }
    }

    public void Dispose() => _listener.Dispose();
}
