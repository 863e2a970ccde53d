using System.Net;
using System.Net.Sockets;

namespace Seawall.Relay;

/// <summary>
/// Listens, passes every connection on to the target, and counts requests in flight; see <see cref="InFlight"/>.
/// One thread serves all connections, requests before answers, so that on a busy machine the relay's own delay stays small.
/// </summary>
public sealed class ByteRelay : IDisposable
{
    private const long ListenerKey = -1;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly IPEndPoint _target;
    private readonly Epoll _epoll = new();
    private readonly Dictionary<long, Link> _links = [];
    private readonly byte[] _buffer = new byte[64 * 1024];
    private long _nextLink;

    /// <summary>Binds at once; throws <see cref="SocketException"/> when the address is taken.</summary>
    public ByteRelay(IPEndPoint listen, IPEndPoint target, int lanes)
    {
        _target = target;
        Count = new InFlight(lanes, TimeProvider.System);
        _listener.Bind(listen);
        _listener.Listen(1024);
        _listener.Blocking = false;
        Address = (IPEndPoint)_listener.LocalEndPoint!;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>What it counts.</summary>
    public InFlight Count { get; }

    /// <summary>Serves on the calling thread until cancelled. A target that refuses closes that one connection.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        _epoll.Watch(Handle(_listener), Epoll.In, ListenerKey);
        while (!cancellationToken.IsCancellationRequested)
        {
            var events = _epoll.Wait(100);
            for (var i = 0; i < events; i++)
                Serve(_epoll[i], requests: true);
            for (var i = 0; i < events; i++)
                Serve(_epoll[i], requests: false);
        }
        foreach (var link in _links.Values)
            link.Close();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _epoll.Dispose();
    }

    // A key is twice the link's number, plus one for its server's socket.
    private void Serve((uint Events, long Key) happened, bool requests)
    {
        var fromClient = (happened.Key & 1) == 0;
        if (happened.Key == ListenerKey)
        {
            if (requests)
                Accept();
            return;
        }
        if (fromClient != requests || !_links.TryGetValue(happened.Key >> 1, out var link))
            return;
        var (incoming, outgoing) = fromClient ? (link.Requests, link.Answers) : (link.Answers, link.Requests);
        var alive = (happened.Events & Epoll.Out) == 0 || GoOn(link, outgoing, happened.Key);
        if (alive && (happened.Events & (Epoll.In | Epoll.Gone)) != 0)
            alive = Pass(link, incoming, happened.Key, fromClient);
        if (!alive)
            Close(happened.Key >> 1, link);
    }

    private bool Pass(Link link, Direction direction, long key, bool fromClient)
    {
        var read = direction.From.Receive(_buffer, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return true;
        if (error != SocketError.Success || read == 0)
            return false;
        var chunk = _buffer.AsSpan(0, read);
        if (fromClient)
            link.Sent();
        else
            link.Answered(chunk);
        if (!direction.TryPass(chunk))
            return false;
        if (direction.IsWaiting)
            WatchAgain(link, key >> 1);
        return true;
    }

    private bool GoOn(Link link, Direction direction, long key)
    {
        if (!direction.TryGoOn())
            return false;
        if (!direction.IsWaiting)
            WatchAgain(link, key >> 1);
        return true;
    }

    // A socket is read unless what it sent last still waits, and written to when something waits for it.
    private void WatchAgain(Link link, long number)
    {
        var (requests, answers) = (link.Requests, link.Answers);
        _epoll.Change(Handle(requests.From), (requests.IsWaiting ? 0 : Epoll.In) | (answers.IsWaiting ? Epoll.Out : 0), number << 1);
        _epoll.Change(Handle(answers.From), (answers.IsWaiting ? 0 : Epoll.In) | (requests.IsWaiting ? Epoll.Out : 0), (number << 1) + 1);
    }

    private void Accept()
    {
        Socket client;
        try
        {
            client = _listener.Accept();
        }
        catch (SocketException)
        {
            // The client has gone again before it was taken.
            return;
        }
        var server = new Socket(_target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            server.Connect(_target);
        }
        catch (SocketException)
        {
            client.Dispose();
            server.Dispose();
            return;
        }
        foreach (var socket in (Socket[])[client, server])
        {
            socket.NoDelay = true;
            socket.Blocking = false;
        }
        var number = _nextLink++;
        _links[number] = new Link(client, server, Count);
        _epoll.Watch(Handle(client), Epoll.In, number << 1);
        _epoll.Watch(Handle(server), Epoll.In, (number << 1) + 1);
    }

    private void Close(long number, Link link)
    {
        _links.Remove(number);
        link.Close();
    }

    private static int Handle(Socket socket) => (int)socket.SafeHandle.DangerousGetHandle();
}
