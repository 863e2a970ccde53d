using System.Collections.Concurrent;
using Seawall.Kernel.Faults;

namespace Seawall.Client.Links;

/// <summary>
/// Sends by connections whose way a drill may change: when it does, the next calls go over new ones, calls under way have a moment to end, and what then
/// still stands on the old way is closed. Without a drill it passes calls on and keeps a list of its connections.
/// </summary>
internal sealed class LinkHandler : HttpMessageHandler
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(1);

    private readonly Func<SocketsHttpHandler> _create;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<LinkStream, byte> _open = new();
    private readonly IDisposable _ways;
    private volatile HttpMessageInvoker _way;

    public LinkHandler(Func<SocketsHttpHandler> create, TimeProvider? time = null)
    {
        _create = create;
        _time = time ?? TimeProvider.System;
        _way = NewWay();
        _ways = LinkTable.Subscribe(OnChanged);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _way.SendAsync(request, cancellationToken);

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => _way.Send(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ways.Dispose();
            _way.Dispose();
        }
        base.Dispose(disposing);
    }

    private HttpMessageInvoker NewWay()
    {
        SocketsHttpHandler handler = _create();
        handler.ConnectCallback = DialAsync;
        return new HttpMessageInvoker(handler);
    }

    private async ValueTask<Stream> DialAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        while (true)
        {
            var way = LinkTable.ProxyPort(host, port);
            var stream = new LinkStream(await LinkTable.ConnectAsync(host, port, static _ => { }, ct), Link.To(host, port), _open);
            _open.TryAdd(stream, 0);
            // Changed while it was dialled, nobody would close it.
            if (LinkTable.ProxyPort(host, port) == way)
                return stream;
            await stream.DisposeAsync();
        }
    }

    private void OnChanged(Link link)
    {
        LinkStream[] old = [.. _open.Keys.Where(stream => stream.Link == link)];
        if (old.Length == 0)
            return;
        HttpMessageInvoker way = _way;
        _way = NewWay();
        ITimer? timer = null;
        timer = _time.CreateTimer(
            _ =>
            {
                way.Dispose();
                foreach (LinkStream stream in old)
                    stream.Dispose();
                timer?.Dispose();
            },
            null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(_grace, Timeout.InfiniteTimeSpan);
    }
}
