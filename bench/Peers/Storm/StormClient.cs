using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Seawall.Peers.Storm;

/// <summary>How a try to come in ended.</summary>
internal enum Came
{
    In,

    /// <summary>With an ErrorResponse.</summary>
    Refused,

    /// <summary>Closed or reset without a word, or no answer.</summary>
    Cut,
}

/// <summary>One raw client of the gate: connects, logs in without a password, asks.</summary>
internal sealed class StormClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = [];

    public Socket Socket => _socket;

    /// <summary>What a refused one was told, code and message; of one that was cut off the system's word for it.</summary>
    public string Told { get; set; } = "";

    public Task ConnectAsync(IPAddress address, int port, CancellationToken ct) => _socket.ConnectAsync(address, port, ct).AsTask();

    public async Task<Came> LogInAsync(string user, string database, string business, CancellationToken ct)
    {
        try
        {
            await _socket.SendAsync(Startup(user, database, business), ct);
            return await UntilReadyAsync(ct);
        }
        catch (SocketException e)
        {
            Told = $"login: {e.SocketErrorCode}";
            return Came.Cut;
        }
    }

    public async Task<Came> AskAsync(ReadOnlyMemory<byte> query, CancellationToken ct)
    {
        try
        {
            await _socket.SendAsync(query, ct);
            return await UntilReadyAsync(ct);
        }
        catch (SocketException)
        {
            return Came.Cut;
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>A start-up packet of protocol 3.0.</summary>
    public static byte[] Startup(string user, string database, string business)
    {
        byte[] content = Encoding.UTF8.GetBytes($"user\0{user}\0database\0{database}\0application_name\0{business}\0\0");
        byte[] packet = new byte[8 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(packet, packet.Length);
        BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(4), 196_608);
        content.CopyTo(packet, 8);
        return packet;
    }

    /// <summary>A simple query.</summary>
    public static byte[] Query(string sql)
    {
        byte[] message = new byte[6 + Encoding.UTF8.GetByteCount(sql)];
        message[0] = (byte)'Q';
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), message.Length - 1);
        Encoding.UTF8.GetBytes(sql, message.AsSpan(5));
        return message;
    }

    // An idle client of the storm keeps no buffer: fifteen thousand share a process.
    private async Task<Came> UntilReadyAsync(CancellationToken ct)
    {
        _buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(8_192);
        try
        {
            int length = 0;
            while (true)
            {
                int count = await _socket.ReceiveAsync(_buffer.AsMemory(length), ct);
                if (count == 0)
                    return Came.Cut;
                length += count;
                int at = 0;
                while (length - at >= 5 && BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(at + 1)) + 1 is var whole && whole <= length - at)
                {
                    if (_buffer[at] == (byte)'E')
                    {
                        Told = Words(_buffer.AsSpan(at + 5, whole - 5));
                        return Came.Refused;
                    }
                    if (_buffer[at] == (byte)'Z')
                        return Came.In;
                    at += whole;
                }
                _buffer.AsSpan(at, length - at).CopyTo(_buffer);
                length -= at;
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private static string Words(ReadOnlySpan<byte> fields)
    {
        string[] all = Encoding.UTF8.GetString(fields).Split('\0');
        return $"{all.FirstOrDefault(field => field.StartsWith('C'))?[1..]} {all.FirstOrDefault(field => field.StartsWith('M'))?[1..]}";
    }
}
