using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Seawall.Gate.Tests.Conformance;

/// <summary>One connection by which scripts are sent and answers read; shares no code with the gate.</summary>
internal sealed class Talk : IDisposable
{
    private const string Mark = "seawall: all was answered";

    /// <summary>The query whose answer tells that everything before it was answered.</summary>
    public static readonly byte[] EndMark = Wire.Query($"select '{Mark}'");

    private static readonly byte[] _markRow = Wire.Message('D', Wire.Int16(1), Wire.Int32(Mark.Length), System.Text.Encoding.ASCII.GetBytes(Mark));

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = 60_000 };
    private byte[] _bytes = new byte[1 << 14];
    private int _length;
    private int _parsed;

    /// <param name="silenceMs">How long no byte may come while more is expected.</param>
    public Talk(int port, int silenceMs = 15_000)
    {
        _socket.ReceiveTimeout = silenceMs;
        _socket.Connect(IPAddress.Loopback, port);
    }

    /// <summary>Starts a session of a login that is trusted.</summary>
    public static Talk Start(int port, string database)
    {
        Talk talk = new(port);
        talk.Write(Wire.Startup(("user", ConformanceSite.Trusted), ("database", database), ("application_name", "conformance")));
        talk.Write(EndMark);
        if (talk.Read().End != AnswerEnd.Open)
            throw new InvalidOperationException($"no session: {Pretty.Messages(talk._bytes.AsSpan(0, talk._length))}");
        return talk;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0)
                bytes = bytes[_socket.Send(bytes)..];
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted)
        {
            // The other side has ended; what it said before is still to be read.
        }
    }

    /// <summary>No more is sent: whoever waits for it ends.</summary>
    public void EndWriting()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The other side was quicker.
        }
    }

    /// <summary>Reads until the end mark is answered or the connection ends; answers requests for a password.</summary>
    public Answer Read(Scenario? scenario = null)
    {
        _length = 0;
        _parsed = scenario?.BareBytes ?? 0;
        bool marked = false;
        bool after = scenario is { IsStart: true, AfterLogin.Length: > 0 };
        while (true)
        {
            while (TryMessage(out byte type, out ReadOnlySpan<byte> message))
            {
                marked |= type == 'D' && message.SequenceEqual(_markRow);
                if (type == 'R' && scenario?.Password is { } password)
                    React(password, message);
                if (type == 'Z' && marked)
                    return Result(AnswerEnd.Open);
                if (type == 'Z' && after)
                {
                    after = false;
                    Write(scenario!.AfterLogin);
                }
            }
            if (Receive() is { } end)
                return Result(end);
        }
    }

    public void Dispose() => _socket.Dispose();

    private AnswerEnd? Receive()
    {
        if (_length == _bytes.Length)
            Array.Resize(ref _bytes, 2 * _length);
        try
        {
            int count = _socket.Receive(_bytes.AsSpan(_length));
            _length += count;
            return count == 0 ? AnswerEnd.Closed : null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.TimedOut ? AnswerEnd.Silent : AnswerEnd.Reset;
        }
    }

    private Answer Result(AnswerEnd end) => new(_bytes.AsSpan(0, _length).ToArray(), end);

    private bool TryMessage(out byte type, out ReadOnlySpan<byte> message)
    {
        type = 0;
        message = default;
        ReadOnlySpan<byte> rest = _bytes.AsSpan(Math.Min(_parsed, _length), Math.Max(0, _length - _parsed));
        if (rest.Length < 5)
            return false;
        int length = 1 + BinaryPrimitives.ReadInt32BigEndian(rest[1..]);
        if (length < 5 || rest.Length < length)
            return false;
        type = rest[0];
        message = rest[..length];
        _parsed += length;
        return true;
    }

    private void React(Func<PasswordRequest, byte[]?> password, ReadOnlySpan<byte> message)
    {
        int code = BinaryPrimitives.ReadInt32BigEndian(message[5..]);
        if (code != 0 && password(new PasswordRequest(code, message[9..].ToArray())) is { } reaction)
            Write(reaction);
    }
}
