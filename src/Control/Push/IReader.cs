using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Seawall.Control.Push;

/// <summary>The far end of a stream, as far as the bytes of events go.</summary>
internal interface IReader
{
    /// <summary>Gives on as much of an event from an offset as the reader takes now, without waiting; the new offset, −1 when the reader is gone.</summary>
    int Offer(RenderedEvent rendered, int offset);

    void Drop();
}

/// <summary>
/// Writes chunks to the connection's socket itself, the shared bytes as they are: no copy, no buffer and no task for each client. It writes the head of the
/// answer too, so that nothing of the server's own output is ever under way on this connection.
/// </summary>
internal sealed class SocketReader : IReader
{
    private static readonly RenderedEvent _head = new(
        Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nTransfer-Encoding: chunked\r\n\r\n"), 0);

    private readonly HttpContext _http;
    private readonly Socket _socket;

    private SocketReader(HttpContext http, Socket socket) => (_http, _socket) = (http, socket);

    /// <summary>The reader of a plain connection whose socket takes the head of the answer at once; null for any other.</summary>
    public static SocketReader? Begin(HttpContext http, Socket socket)
    {
        // Asynchronous work on the socket, which is all that the server does with it, is not changed by this.
        socket.Blocking = false;
        socket.NoDelay = true;
        var reader = new SocketReader(http, socket);
        return reader.Offer(_head, 0) == _head.Chunk.Length ? reader : null;
    }

    public int Offer(RenderedEvent rendered, int offset)
    {
        try
        {
            var sent = _socket.Send(rendered.Chunk.AsSpan(offset), SocketFlags.None, out var error);
            return error switch
            {
                SocketError.Success => offset + sent,
                SocketError.WouldBlock => offset,
                _ => -1,
            };
        }
        catch (ObjectDisposedException)
        {
            return -1;
        }
    }

    public void Drop() => _http.Abort();
}

/// <summary>Writes through the server's own pipe: under TLS, over HTTP/2, and where no socket is to be had. One event is under way at most.</summary>
internal sealed class PipeReaderEnd(HttpContext http) : IReader
{
    private Task<FlushResult>? _underWay;

    public static async Task<PipeReaderEnd> BeginAsync(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
        return new PipeReaderEnd(http);
    }

    public int Offer(RenderedEvent rendered, int offset)
    {
        if (_underWay is null)
            _underWay = http.Response.BodyWriter.WriteAsync(rendered.Text, http.RequestAborted).AsTask();
        if (!_underWay.IsCompleted)
            return offset;
        var gone = !_underWay.IsCompletedSuccessfully;
        _underWay = null;
        return gone ? -1 : rendered.Chunk.Length;
    }

    public void Drop() => http.Abort();
}
