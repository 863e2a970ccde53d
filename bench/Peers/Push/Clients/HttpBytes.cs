using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Seawall.Peers.Push;

/// <summary>HTTP/1.1 over one raw socket, as little of it as the benches' clients need: a request of bytes, the head of the answer, chunks.</summary>
internal sealed class HttpBytes : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[2048];
    private int _start;
    private int _end;

    /// <summary>Connects from an address of this machine, so that one address does not run out of ports.</summary>
    public async Task ConnectAsync(IPAddress source, int port, CancellationToken ct)
    {
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        if (!source.Equals(IPAddress.Loopback))
            _socket.Bind(new IPEndPoint(source, 0));
        await _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), ct);
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes, ct)..];
    }

    /// <summary>The head of the answer, to its empty line.</summary>
    public async ValueTask<string> HeadAsync(CancellationToken ct)
    {
        while (true)
        {
            int at = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
            if (at >= 0)
            {
                string head = Encoding.ASCII.GetString(_buffer, _start, at + 2);
                _start += at + 4;
                return head;
            }
            await FillAsync(ct);
        }
    }

    /// <summary>A whole answer of known length: its head to the empty line, and its body; both good until the next call.</summary>
    public async ValueTask<(ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Body)> AnswerAsync(CancellationToken ct)
    {
        while (true)
        {
            ReadOnlySpan<byte> there = _buffer.AsSpan(_start, _end - _start);
            int head = there.IndexOf("\r\n\r\n"u8) + 4;
            if (head >= 4)
            {
                int at = there[..head].IndexOf("Content-Length: "u8);
                int length = at >= 0 && Utf8Parser.TryParse(there[(at + 16)..], out int given, out _) ? given : 0;
                if (there.Length >= head + length)
                {
                    (ReadOnlyMemory<byte>, ReadOnlyMemory<byte>) answer = (_buffer.AsMemory(_start, head), _buffer.AsMemory(_start + head, length));
                    _start += head + length;
                    return answer;
                }
            }
            await FillAsync(ct);
        }
    }

    /// <summary>The next chunk, good until the next call; empty for the last one.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ChunkAsync(CancellationToken ct)
    {
        while (true)
        {
            ReadOnlySpan<byte> there = _buffer.AsSpan(_start, _end - _start);
            int line = there.IndexOf("\r\n"u8);
            if (line >= 0 && Utf8Parser.TryParse(there[..line], out int length, out _, 'x') && there.Length >= line + 2 + length + 2)
            {
                ReadOnlyMemory<byte> chunk = _buffer.AsMemory(_start + line + 2, length);
                _start += line + 2 + length + 2;
                return chunk;
            }
            await FillAsync(ct);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask FillAsync(CancellationToken ct)
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _buffer.Length)
        {
            byte[] target = _start > 0 ? _buffer : new byte[_buffer.Length * 2];
            _buffer.AsSpan(_start, _end - _start).CopyTo(target);
            (_buffer, _end, _start) = (target, _end - _start, 0);
        }
        int read = await _socket.ReceiveAsync(_buffer.AsMemory(_end), ct);
        if (read == 0)
            throw new IOException("the server closed the connection");
        _end += read;
    }
}
