using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Seawall.Gate.Tests;

/// <summary>A PostgreSQL client that shares no code with the gate: it logs in by SCRAM-SHA-256 and then sends and receives plain bytes.</summary>
internal sealed partial class RawClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 20_000, SendTimeout = 20_000 };
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    public RawClient(int port) => _socket.Connect(IPAddress.Loopback, port);

    public Socket Socket => _socket;

    /// <summary>Process id and secret.</summary>
    public byte[] BackendKey { get; private set; } = [];

    public void Login(string user, string password, string database, string application)
    {
        Send(Wire.Startup(("user", user), ("database", database), ("application_name", application)));
        Authenticate(user, password);
    }

    public void Send(params ReadOnlySpan<byte[]> messages)
    {
        foreach (byte[] message in messages)
        {
            for (int sent = 0; sent < message.Length;)
                sent += _socket.Send(message.AsSpan(sent));
        }
    }

    public (char Type, byte[] Body) Read()
    {
        byte[] header = ReadExactly(5);
        return ((char)header[0], ReadExactly(BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - 4));
    }

    /// <summary>Types of the messages up to and with ReadyForQuery.</summary>
    public string ReadToReady()
    {
        StringBuilder types = new();
        while (true)
        {
            char type = Read().Type;
            types.Append(type);
            if (type == 'Z')
                return types.ToString();
        }
    }

    public byte[] ReadToEnd()
    {
        MemoryStream all = new();
        all.Write(_buffer, _start, _end - _start);
        try
        {
            for (int count; (count = _socket.Receive(_buffer)) > 0;)
                all.Write(_buffer, 0, count);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            all.Write("<reset>"u8);
        }
        _start = _end = 0;
        return all.ToArray();
    }

    public byte[] ReadExactly(int count)
    {
        byte[] bytes = new byte[count];
        for (int filled = 0; filled < count;)
        {
            if (_start == _end)
            {
                _start = 0;
                _end = _socket.Receive(_buffer);
                if (_end == 0)
                    throw new EndOfStreamException($"The server ended after {filled} of {count} bytes.");
            }
            int take = Math.Min(count - filled, _end - _start);
            _buffer.AsSpan(_start, take).CopyTo(bytes.AsSpan(filled));
            _start += take;
            filled += take;
        }
        return bytes;
    }

    public void Dispose() => _socket.Dispose();

    private void Authenticate(string user, string password)
    {
        string firstBare = $"n=,r={Convert.ToBase64String(RandomNumberGenerator.GetBytes(18))}";
        string serverFirst = "";
        while (true)
        {
            (char type, byte[] body) = Read();
            if (type == 'E')
                throw new InvalidOperationException($"{user} was refused: {Encoding.UTF8.GetString(body).Replace('\0', ' ')}");
            if (type == 'K')
                BackendKey = body;
            if (type == 'Z')
                return;
            if (type != 'R')
                continue;
            switch (BinaryPrimitives.ReadInt32BigEndian(body))
            {
                case 10:
                    byte[] first = Encoding.UTF8.GetBytes("n,," + firstBare);
                    Send(Wire.Message('p', Wire.Text("SCRAM-SHA-256"), Wire.Int32(first.Length), first));
                    break;
                case 11:
                    serverFirst = Encoding.UTF8.GetString(body.AsSpan(4));
                    Send(Wire.Message('p', Encoding.UTF8.GetBytes(ScramFinal(firstBare, serverFirst, password))));
                    break;
            }
        }
    }

    private static string ScramFinal(string firstBare, string serverFirst, string password)
    {
        string[] parts = serverFirst.Split(',');
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(
            password, Convert.FromBase64String(parts[1][2..]), int.Parse(parts[2].AsSpan(2), provider: null), HashAlgorithmName.SHA256, 32);
        byte[] key = HMACSHA256.HashData(salted, "Client Key"u8);
        string withoutProof = $"c=biws,{parts[0]}";
        byte[] signature = HMACSHA256.HashData(SHA256.HashData(key), Encoding.UTF8.GetBytes($"{firstBare},{serverFirst},{withoutProof}"));
        for (int i = 0; i < key.Length; i++)
            key[i] ^= signature[i];
        return $"{withoutProof},p={Convert.ToBase64String(key)}";
    }
}
